"""XML files of strangers: bounded in size, without entities and document types."""

from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from workbench.core.errors import BadInputError
from workbench.exchange.parsing.limits import read_bounded

LARGEST = 256 * 1024**2
"""Bytes: a tree takes ten times as much."""


def read_xml(path: Path) -> Element:
    """The root of the document. Entities are refused: a few lines of them can stand for gigabytes."""
    try:
        root: Element = fromstring(read_bounded(path, LARGEST), forbid_dtd=True)
        return root
    except ParseError as error:
        why = f"is no XML: {error}"
    except DefusedXmlException:
        why = "declares entities or a document type, which no dataset needs"
    except (ValueError, LookupError, RecursionError) as error:  # an encoding that is none
        why = f"is no XML: {error}"
    raise BadInputError(f"{path} {why}.", "Export the dataset again, or mend the file by hand.")
