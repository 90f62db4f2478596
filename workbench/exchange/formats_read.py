"""The formats that can be read, a row each; loads every reader."""

from workbench.exchange.images import read_images, recognise_images
from workbench.exchange.input_format import InputFormat
from workbench.exchange.readers import (
    ade20k,
    cityscapes,
    coco,
    coco_panoptic,
    cvat_xml,
    label_studio,
    labelme,
    masks_binary,
    masks_index,
    masks_rgb,
    npz,
    supervisely,
    tfrecord,
    yolo,
)
from workbench.exchange.voc_read import read_voc, recognise_voc

FORMATS = (
    InputFormat("voc", "PASCAL VOC folder (also from CVAT, Datumaro, labelme)", recognise_voc, read_voc),
    InputFormat("cityscapes", "Cityscapes masks or polygons", cityscapes.recognise, cityscapes.read),
    InputFormat("ade20k", "ADE20K, scene parsing or full", ade20k.recognise, ade20k.read),
    InputFormat("coco-panoptic", "COCO panoptic JSON and PNG", coco_panoptic.recognise, coco_panoptic.read),
    InputFormat("coco", "COCO instances JSON", coco.recognise, coco.read),
    InputFormat("labelme", "labelme JSON, one an image", labelme.recognise, labelme.read),
    InputFormat("cvat-xml", "CVAT for images or video 1.1 (XML)", cvat_xml.recognise, cvat_xml.read),
    InputFormat("label-studio", "Label Studio JSON", label_studio.recognise, label_studio.read),
    InputFormat("supervisely", "Supervisely project", supervisely.recognise, supervisely.read),
    InputFormat("yolo", "YOLO segmentation (data.yaml)", yolo.recognise, yolo.read),
    InputFormat("tfrecord", "TFRecord shards of DeepLab's scripts", tfrecord.recognise, tfrecord.read),
    InputFormat("npz", "NumPy arrays, one file an image", npz.recognise, npz.read),
    InputFormat("masks-rgb", "Folders of coloured masks", masks_rgb.recognise, masks_rgb.read),
    InputFormat("masks-index", "Folders of masks of class numbers", masks_index.recognise, masks_index.read),
    InputFormat("masks-binary", "Folders of black-and-white masks", masks_binary.recognise, masks_binary.read),
    InputFormat("images", "Pictures without masks", recognise_images, read_images),
)
"""In the order in which a source is tried: the most particular first."""
