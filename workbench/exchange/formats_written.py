"""The formats that can be written, a row each; loads every writer."""

from workbench.exchange.writers.cityscapes import CityscapesWriter
from workbench.exchange.writers.coco import CocoPolygons, CocoRuns
from workbench.exchange.writers.coco_panoptic import PanopticWriter
from workbench.exchange.writers.cvat_masks import CvatMasksWriter
from workbench.exchange.writers.index import IndexWriter
from workbench.exchange.writers.labelme import LabelmeWriter
from workbench.exchange.writers.masks_rgb import RgbWriter
from workbench.exchange.writers.npz import NpzWriter
from workbench.exchange.writers.tfrecord import TfrecordWriter
from workbench.exchange.writers.voc import EXTRAS, VocWriter
from workbench.exchange.writers.yolo import YoloWriter
from workbench.exchange.writing.output_format import OutputFormat

FORMATS = (
    OutputFormat("voc", "PASCAL VOC folder", VocWriter, extras=EXTRAS),
    OutputFormat("index", "Grey PNG masks and classes.txt", IndexWriter, unlabelled=True),
    OutputFormat("coco", "COCO instances, run lengths", CocoRuns),
    OutputFormat("coco-polygons", "COCO instances, polygons", CocoPolygons),
    OutputFormat("coco-panoptic", "COCO panoptic JSON and PNG", PanopticWriter),
    OutputFormat("yolo", "YOLO segmentation (data.yaml)", YoloWriter),
    OutputFormat("labelme", "labelme JSON, one an image", LabelmeWriter),
    OutputFormat("cityscapes", "Cityscapes masks", CityscapesWriter),
    OutputFormat("cvat-masks", "CVAT segmentation masks", CvatMasksWriter),
    OutputFormat("masks-rgb", "Coloured PNG masks and class_dict.csv", RgbWriter),
    OutputFormat("tfrecord", "TFRecord shards for DeepLab's scripts", TfrecordWriter),
    OutputFormat("npz", "NumPy arrays, one file an image", NpzWriter),
)
