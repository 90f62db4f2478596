"""Turns a folder of images into a trained segmentation model: paint, train, correct, export.

The floors, from the ground up: ``core`` (the words of the domain), ``pixels`` (image and mask files), then
``paint``, ``store``, ``learn``, ``exchange`` and ``demo``, which know nothing of each other, then ``services``
(flows that join them), and at the top ``ui`` and ``cli``, which a person touches.
"""

__version__ = "0.1.0"
