"""From light to a picture file: focus, vignetting, exposure, white balance, noise, and the tone curve."""

import cv2
import numpy as np

from workbench.core.arrays import F32, U8
from workbench.demo.surface import smoothstep


def photograph(rng: np.random.Generator, scene: F32) -> U8:
    """uint8 (H, W, 3) sRGB: what a camera makes of linear light, float32 (H, W, 3). The scene is not changed."""
    height, width = scene.shape[:2]
    picture = _focus(rng, scene)
    picture = picture * _vignette(rng, height, width)[..., None]
    glare = cv2.GaussianBlur(np.clip(picture - 0.9, 0.0, 2.0), (0, 0), 5.0)
    picture = picture + 0.10 * glare
    middle = float(np.exp(np.log(np.maximum(picture[::4, ::4].mean(axis=2), 1e-3)).mean()))
    wanted = 0.16 * (middle / 0.16) ** 0.45 * np.exp(rng.normal(0.0, 0.16))
    balance = np.array([np.exp(rng.normal(0.0, 0.045)), 1.0, np.exp(rng.normal(0.0, 0.055))], dtype=np.float32)
    picture = picture * (balance * np.float32(wanted / middle))
    return _tone(_noisy(rng, picture))


def jpeg_bytes(rgb: U8) -> bytes:
    """A JPEG file, quality 92, of a uint8 (H, W, 3) picture in RGB."""
    return cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()


def _focus(rng: np.random.Generator, scene: F32) -> F32:
    """The scene, sharp along a line across the picture and softer away from it."""
    height, width = scene.shape[:2]
    angle = rng.normal(np.pi / 2, 0.35)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    depth = (x - width / 2) * np.float32(np.cos(angle)) + (y - height / 2) * np.float32(np.sin(angle))
    away = np.abs(depth - np.float32(rng.uniform(-0.25, 0.25) * height)) / height
    blur = away * np.float32(rng.uniform(0.6, 2.2))
    lens = cv2.GaussianBlur(scene, (0, 0), 0.55)
    soft = cv2.GaussianBlur(scene, (0, 0), 1.5)
    weight = smoothstep(0.15, 1.2, blur)[..., None]
    result: F32 = lens * (1.0 - weight) + soft * weight
    return result


def _vignette(rng: np.random.Generator, height: int, width: int) -> F32:
    """float32 (H, W): 1 in the middle, less in the corners (cosine to the fourth)."""
    focal = rng.uniform(0.95, 1.6) * width
    row = (np.arange(height, dtype=np.float32) - height / 2) ** 2
    column = (np.arange(width, dtype=np.float32) - width / 2) ** 2
    squared = (row[:, None] + column[None, :]) / np.float32(focal**2)
    return np.square(1.0 / (1.0 + squared)).astype(np.float32)


def _noisy(rng: np.random.Generator, picture: F32) -> F32:
    """Shot noise (grows with the root of the light) and read noise, slightly smeared as a colour filter does."""
    photons = rng.uniform(1500.0, 6000.0)
    read = rng.uniform(0.0015, 0.004)
    deviation = np.sqrt(np.maximum(picture, 0.0) / np.float32(photons) + np.float32(read**2))
    noise = cv2.GaussianBlur(rng.standard_normal(picture.shape, dtype=np.float32), (0, 0), 0.5) * np.float32(1.5)
    result: F32 = picture + deviation * noise
    return result


def _tone(picture: F32) -> U8:
    """sRGB with a soft shoulder, so that highlights roll off instead of breaking."""
    light = np.maximum(picture, 0.0)
    light = np.where(light > 0.6, 0.6 + 0.4 * (1.0 - np.exp((0.6 - light) / 0.4)), light)
    curve = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    sharp = cv2.addWeighted(curve, 1.35, cv2.GaussianBlur(curve, (0, 0), 1.0), -0.35, 0.0)
    result: U8 = np.clip(sharp * 255.0 + 0.5, 0, 255).astype(np.uint8)
    return result
