"""One small scene written in every format that is read: what its pixels must become is the same for all.

A picture of 12 x 9 pixels: a car in rows 2 to 5 and columns 3 to 7, over it a person in rows 5 to 7, columns 6 to 10.
Outlines run along the borders of pixels, so that every rule of drawing gives the same.
"""

import base64
import io
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from exchange_scenes import photo
from PIL import Image

HEIGHT, WIDTH = 9, 12
CAR, PERSON = (slice(2, 6), slice(3, 8)), (slice(5, 8), slice(6, 11))
CAR_RING = [[3, 2], [8, 2], [8, 6], [3, 6]]
PERSON_RING = [[6, 5], [11, 5], [11, 8], [6, 8]]


def truth(rest: str) -> np.ndarray:
    """The class name of each pixel; "" is unlabelled."""
    names = np.full((HEIGHT, WIDTH), rest, dtype=object)
    names[CAR], names[PERSON] = "car", "person"
    return names


def numbers(rest: int, car: int, person: int) -> np.ndarray:
    """The scene as uint8 values."""
    values = np.full((HEIGHT, WIDTH), rest, dtype=np.uint8)
    values[CAR], values[PERSON] = car, person
    return values


def region(where: tuple[slice, slice]) -> np.ndarray:
    """One region as bool (H, W)."""
    inside = np.zeros((HEIGHT, WIDTH), dtype=bool)
    inside[where] = True
    return inside


def runs(flat: np.ndarray) -> list[int]:
    """Run lengths of a flat bool array that begin with what is outside."""
    result, value = [0], False
    for pixel in flat.tolist():
        if pixel != value:
            result.append(0)
            value = pixel
        result[-1] += 1
    return result


def compressed(counts: list[int]) -> str:
    """COCO's text for runs, written number by number as its C code does."""
    text = ""
    for place, count in enumerate(counts):
        number = count - counts[place - 2] if place > 2 else count
        more = True
        while more:
            low = number & 31
            number >>= 5
            more = number != -1 if low & 16 else number != 0
            text += chr((low | 32 if more else low) + 48)
    return text


def packed(inside: np.ndarray) -> list[int]:
    """Label Studio's bytes for a stroke: a head, then one piece with all bytes as they are."""
    pixels = np.repeat((inside * 255).astype(np.uint8).ravel(), 4)
    bits = f"{pixels.size:032b}" + f"{7:05b}" + "".join(f"{size - 1:04b}" for size in (3, 4, 8, 16))
    bits += "0" + "11" + f"{pixels.size - 1:016b}" + "".join(f"{value:08b}" for value in pixels.tolist())
    bits += "0" * (-len(bits) % 8)
    return [int(bits[place : place + 8], 2) for place in range(0, len(bits), 8)]


def picture(path: Path) -> None:
    """The scene's picture as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    photo(3, HEIGHT, WIDTH).save(path)


def png(path: Path, values: np.ndarray) -> None:
    """Values or colours as a PNG file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path)


def png_text(values: np.ndarray, *, zipped: bool = False) -> str:
    """A PNG in base64, packed by zlib before or not."""
    file = io.BytesIO()
    Image.fromarray(values).save(file, "PNG")
    data = file.getvalue()
    return base64.b64encode(zlib.compress(data) if zipped else data).decode()


def write(path: Path, content: object) -> None:
    """Text as it is, anything else as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def labelme(root: Path) -> None:
    picture(root / "a.png")
    mask = (region(CAR)[2:6, 3:8] * 255).astype(np.uint8)
    shapes = [
        {"label": "car", "shape_type": "mask", "points": [[3, 2], [7, 5]], "mask": png_text(mask), "flags": None},
        {"label": "person", "shape_type": "rectangle", "points": [[11, 8], [6, 5]]},
    ]
    facts = {"imagePath": "C:\\work\\a.png", "imageData": None, "imageHeight": HEIGHT, "imageWidth": WIDTH}
    write(root / "a.json", {"version": "5.0.0", "flags": {}, "shapes": shapes} | facts)


def labelme_embedded(root: Path) -> None:
    shapes = [
        {"label": "car", "shape_type": "polygon", "points": CAR_RING},
        {"label": "person", "shape_type": "polygon", "points": PERSON_RING},
    ]
    inside = png_text(np.asarray(photo(3, HEIGHT, WIDTH)))
    write(root / "a.json", {"shapes": shapes, "imagePath": "a.png", "imageData": inside})


def _coco(root: Path, car: object, person: object, **more: object) -> None:
    picture(root / "images" / "val" / "a.png")
    objects = [
        {"id": 2, "image_id": 4, "category_id": 70, "segmentation": person, "area": 15, "iscrowd": 0},
        {"id": 1, "image_id": 4, "category_id": 9, "segmentation": car, "area": 20, "iscrowd": 0},
    ]
    names = [{"id": 9, "name": "car"}, {"id": 70, "name": "person"}]
    images = [{"id": 4, "file_name": "a.png", "width": WIDTH, "height": HEIGHT}]
    write(root / "annotations" / "instances_val.json", {"images": images, "annotations": objects, "categories": names})


def coco(root: Path) -> None:
    _coco(root, [np.ravel(CAR_RING).tolist()], [np.ravel(PERSON_RING).tolist()])


def coco_runs(root: Path) -> None:
    size = [HEIGHT, WIDTH]
    text = compressed(runs(region(PERSON).T.ravel()))
    _coco(root, {"size": size, "counts": runs(region(CAR).T.ravel())}, {"size": size, "counts": text})


def coco_panoptic(root: Path) -> None:
    picture(root / "val" / "a.png")
    ids = numbers(0, 1, 2)
    colors = np.array([(0, 0, 0), (5, 1, 0), (7, 7, 7)], dtype=np.uint8)[ids]
    png(root / "annotations" / "panoptic_val" / "a.png", colors)
    segments = [{"id": 261, "category_id": 3, "iscrowd": 0}, {"id": 460551, "category_id": 1, "iscrowd": 0}]
    images = [{"id": 1, "file_name": "a.png", "width": WIDTH, "height": HEIGHT}]
    names = [{"id": 1, "name": "person", "isthing": 1}, {"id": 3, "name": "car", "isthing": 1}]
    entries = [{"image_id": 1, "file_name": "a.png", "segments_info": segments}]
    write(root / "annotations" / "panoptic_val.json", {"images": images, "annotations": entries, "categories": names})


def yolo(root: Path) -> None:
    picture(root / "train" / "images" / "a.png")
    lines = [
        " ".join([str(number), *(f"{x / WIDTH:.9f} {y / HEIGHT:.9f}" for x, y in ring)])
        for number, ring in ((1, CAR_RING), (0, PERSON_RING))
    ]
    write(root / "train" / "labels" / "a.txt", "\r\n".join(lines) + "\r\n")
    write(root / "data.yaml", "train: ../train/images\nval: ../valid/images\nnc: 2\nnames: ['person', 'car']\n")


def cityscapes(root: Path) -> None:
    picture(root / "leftImg8bit" / "train" / "ulm" / "ulm_000000_leftImg8bit.png")
    png(root / "gtFine" / "train" / "ulm" / "ulm_000000_gtFine_labelIds.png", numbers(0, 26, 24))
    png(root / "gtFine" / "train" / "ulm" / "ulm_000000_gtFine_color.png", numbers(1, 2, 3))


def cityscapes_own(root: Path) -> None:
    picture(root / "leftImg8bit" / "val" / "ulm" / "ulm_000000_leftImg8bit.png")
    png(root / "gtFine" / "val" / "ulm" / "ulm_000000_gtFine_labelIds.png", numbers(34, 26, 24))
    rows = ["name,id,trainId,r,g,b", "background,34,19,1,2,3", "car,26,13,0,0,142", "person,24,11,220,20,60"]
    write(root / "cityscapes_labels.csv", "\n".join(rows))


def cityscapes_training(root: Path) -> None:
    picture(root / "ulm_000000_leftImg8bit.png")
    png(root / "ulm_000000_gtFine_labelTrainIds.png", numbers(255, 13, 11))


def cityscapes_polygons(root: Path) -> None:
    picture(root / "leftImg8bit" / "val" / "ulm" / "ulm_000000_leftImg8bit.png")
    things = [
        {"label": "cargroup", "polygon": CAR_RING},
        {"label": "person", "polygon": PERSON_RING},
        {"label": "license plate", "polygon": CAR_RING},
        {"label": "car", "polygon": PERSON_RING, "deleted": 1},
    ]
    facts = {"imgHeight": HEIGHT, "imgWidth": WIDTH, "objects": things}
    write(root / "gtFine" / "val" / "ulm" / "ulm_000000_gtFine_polygons.json", facts)


def ade20k(root: Path) -> None:
    picture(root / "images" / "validation" / "a.jpg")
    png(root / "annotations" / "validation" / "a.png", numbers(0, 1, 2))
    write(root / "objectInfo150.txt", "Idx\tRatio\tTrain\tVal\tName\n1\t0\t0\t0\tcar, auto\n2\t0\t0\t0\tperson, soul\n")


def _ade20k_full(root: Path) -> Path:
    folder = root / "training" / "s" / "street"
    picture(folder / "a.jpg")
    table = np.array([(0, 0, 0), (10, 144, 20), (70, 7, 90)], dtype=np.uint8)
    png(folder / "a_seg.png", table[numbers(0, 1, 2)])
    png(folder / "a_parts_1.png", table[numbers(0, 2, 1)])
    return folder


def ade20k_2017(root: Path) -> None:
    rows = ['001 # 0 # 0 # car, auto # car # ""', '002 # 0 # 1 # person # man # ""', '001 # 1 # 0 # wheel # wheel # ""']
    write(_ade20k_full(root) / "a_atr.txt", "\n".join(rows) + "\n")


def ade20k_2021(root: Path) -> None:
    things = [
        {"id": 0, "name": "car, auto", "name_ndx": 400, "parts": {"part_level": 0}},
        {"id": 1, "name": "person", "name_ndx": 1799, "parts": {"part_level": 0}},
        {"id": 2, "name": "wheel", "name_ndx": 7, "parts": {"part_level": 1}},
    ]
    write(_ade20k_full(root) / "a.json", {"annotation": {"filename": "a.jpg", "object": things}})


def _cvat(root: Path, shapes: str) -> None:
    picture(root / "images" / "a.png")
    labels = "".join(f"<label><name>{name}</name></label>" for name in ("car", "person"))
    image = f'<image id="0" name="somewhere/a.png" width="{WIDTH}" height="{HEIGHT}">{shapes}</image>'
    meta = f"<meta><task><labels>{labels}</labels></task></meta>"
    write(
        root / "annotations.xml", f'<?xml version="1.0"?><annotations><version>1.1</version>{meta}{image}</annotations>'
    )


def cvat(root: Path) -> None:
    def points(ring: list[list[int]]) -> str:
        return ";".join(f"{x:.1f},{y:.1f}" for x, y in ring)

    person = f'<polygon label="person" points="{points(PERSON_RING)}" z_order="2"/>'
    _cvat(root, f'{person}<polygon label="car" points="{points(CAR_RING)}" z_order="-1"/><box label="car" xtl="0"/>')


def cvat_masks(root: Path) -> None:
    car = ", ".join(map(str, runs(region(CAR)[1:8, 2:9].ravel())))
    person = ", ".join(map(str, runs(region(PERSON)[PERSON].ravel())))
    box = 'left="2" top="1" width="7" height="7"'
    other = 'left="6" top="5" width="5" height="3"'
    _cvat(root, f'<mask label="car" rle="{car}" {box}/><mask label="person" rle="{person}" {other} z_order="0"/>')


def label_studio(root: Path) -> None:
    picture(root / "a b.png")
    size = {"original_width": WIDTH, "original_height": HEIGHT}
    ring = [[x * 100 / WIDTH, y * 100 / HEIGHT] for x, y in PERSON_RING]
    results = [
        {"type": "brushlabels", "value": {"format": "rle", "rle": packed(region(CAR)), "brushlabels": ["car"]}} | size,
        {"type": "polygonlabels", "value": {"points": ring, "polygonlabels": ["person"]}} | size,
        {"type": "choices", "value": {"choices": ["good"]}},
    ]
    done = [{"was_cancelled": True, "result": []}, {"was_cancelled": False, "result": results}]
    write(
        root / "export.json", [{"id": 1, "annotations": done, "data": {"image": "/data/upload/3/0a1b2c3d-a%20b.png"}}]
    )


def supervisely(root: Path) -> None:
    picture(root / "set" / "img" / "a.png")
    hole = [[4, 3], [5, 3], [5, 4], [4, 4]]
    patch = np.zeros((4, 5, 4), dtype=np.uint8)
    patch[:2, :3, 3] = 255  # what is not transparent: the hole among it
    things = [
        {"classTitle": "car", "geometryType": "polygon", "points": {"exterior": CAR_RING, "interior": [hole]}},
        {
            "classTitle": "car",
            "geometryType": "bitmap",
            "bitmap": {"origin": [3, 2], "data": png_text(patch, zipped=True)},
        },
        {"classTitle": "person", "geometryType": "polygon", "points": {"exterior": PERSON_RING, "interior": []}},
        {"classTitle": "person", "geometryType": "rectangle", "points": {"exterior": [[0, 0], [5, 5]]}},
    ]
    write(root / "set" / "ann" / "a.png.json", {"size": {"height": HEIGHT, "width": WIDTH}, "objects": things})
    classes = [{"title": "car", "color": "#00ff01"}, {"title": "person", "color": "#ff0002"}]
    write(root / "meta.json", {"classes": classes, "tags": []})


def masks_rgb(root: Path) -> None:
    picture(root / "images" / "a.jpg")
    table = np.array([(9, 9, 9), (0, 0, 142), (220, 20, 60)], dtype=np.uint8)
    png(root / "masks" / "a.png", table[numbers(0, 1, 2)])
    write(root / "class_dict.csv", "name,r,g,b\r\ncar,0,0,142\r\nperson,220,20,60\r\n")


def masks_index(root: Path) -> None:
    picture(root / "train" / "a.jpg")
    png(root / "trainannot" / "a.png", numbers(255, 1, 0))
    write(root / "classes.txt", "\ufeffperson\r\ncar\r\nbike\r\n")


def roboflow(root: Path) -> None:
    picture(root / "valid" / "a_jpg.rf.0123.jpg")
    png(root / "valid" / "a_jpg.rf.0123_mask.png", numbers(0, 2, 1))
    write(root / "valid" / "_classes.csv", "Pixel Value, Class\n0, background\n1, person\n2, car\n")


def masks_binary(root: Path) -> None:
    picture(root / "images" / "a.jpg")
    png(root / "masks" / "car" / "a.png", region(CAR).astype(np.uint8) * 255)
    png(root / "masks" / "person" / "a.png", region(PERSON).astype(np.uint8) * 255)


def voc(root: Path) -> None:
    picture(root / "JPEGImages" / "a.jpg")
    png(root / "SegmentationClass" / "a.png", numbers(0, 1, 2))
    write(root / "labelmap.txt", "background:0,0,0::\ncar:128,0,0::\nperson:0,128,0::\n")
    write(root / "ImageSets" / "Segmentation" / "val.txt", "a\r\n")


def npz(root: Path) -> None:
    (root / "train").mkdir(parents=True)
    np.savez_compressed(root / "train" / "a.npz", image=np.asarray(photo(3, HEIGHT, WIDTH)), mask=numbers(255, 4, 2))
    rows = [
        {"index": index, "name": name, "color": [index, 0, 0], "key": "", "hidden": False}
        for index, name in ((2, "person"), (4, "car"))
    ]
    write(root / "classes.json", {"classes": rows})


def tfrecord(root: Path) -> None:
    """The bytes of one tf.train.Example, field by field, and a record whose checksums are counted bit by bit."""

    def field(number: int, value: bytes) -> bytes:
        size, length = len(value), b""
        while size > 127:
            length, size = length + bytes([size & 127 | 128]), size >> 7
        return bytes([number << 3 | 2]) + length + bytes([size]) + value

    def check(data: bytes) -> bytes:
        crc = 0xFFFFFFFF
        for byte in data:
            crc ^= byte
            for _ in range(8):
                crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
        crc ^= 0xFFFFFFFF
        return (((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF).to_bytes(4, "little")

    values = {
        "image/filename": b"a",
        "image/encoded": base64.b64decode(png_text(np.asarray(photo(3, HEIGHT, WIDTH)))),
        "image/segmentation/class/encoded": base64.b64decode(png_text(numbers(255, 0, 3))),
    }
    example = field(
        1,
        b"".join(field(1, field(1, k.encode()) + field(2, field(1, field(1, v)))) for k, v in values.items()),
    )
    length = len(example).to_bytes(8, "little")
    root.mkdir(parents=True, exist_ok=True)
    (root / "val-00000-of-00001.tfrecord").write_bytes(length + check(length) + example + check(example))
    write(root / "class_names.txt", "car\n__unused_1__\n__unused_2__\nperson\n")


def cityscapes_instances(root: Path) -> None:
    picture(root / "ulm_000000_leftImg8bit.png")
    values = np.array([0, 26003, 24], dtype=np.uint16)[numbers(0, 1, 2)]
    Image.fromarray(values).save(root / "ulm_000000_gtFine_instanceIds.png")


Maker = Callable[[Path], None]

SCENES: dict[str, tuple[str, Maker, str]] = {
    "ade20k": ("ade20k", ade20k, ""),
    "ade20k of 2017": ("ade20k", ade20k_2017, ""),
    "ade20k of 2021": ("ade20k", ade20k_2021, ""),
    "cityscapes": ("cityscapes", cityscapes, ""),
    "cityscapes for training": ("cityscapes", cityscapes_training, ""),
    "cityscapes of objects": ("cityscapes", cityscapes_instances, ""),
    "cityscapes of own classes": ("cityscapes", cityscapes_own, "background"),
    "cityscapes polygons": ("cityscapes", cityscapes_polygons, ""),
    "coco": ("coco", coco, "background"),
    "coco runs": ("coco", coco_runs, "background"),
    "coco panoptic": ("coco-panoptic", coco_panoptic, ""),
    "cvat": ("cvat-xml", cvat, "background"),
    "cvat masks": ("cvat-xml", cvat_masks, "background"),
    "label studio": ("label-studio", label_studio, ""),
    "labelme": ("labelme", labelme, "background"),
    "labelme embedded": ("labelme", labelme_embedded, "background"),
    "masks binary": ("masks-binary", masks_binary, "background"),
    "masks index": ("masks-index", masks_index, ""),
    "masks rgb": ("masks-rgb", masks_rgb, ""),
    "npz": ("npz", npz, ""),
    "roboflow": ("masks-index", roboflow, "background"),
    "supervisely": ("supervisely", supervisely, "background"),
    "tfrecord": ("tfrecord", tfrecord, ""),
    "voc": ("voc", voc, "background"),
    "yolo": ("yolo", yolo, "background"),
}
"""The format, what writes the scene, and what pixels of no object are, by a name for the test."""
