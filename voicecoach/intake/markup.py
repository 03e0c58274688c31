"""Reading XML into elements that know where they stand.

Names of elements and attributes are lower case here: existing files write them in every way. Document type
definitions are refused, and with them every entity that could blow a small file up or reach for another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from voicecoach.diagnostics import Span
from voicecoach.errors import SourceUnreadable
from voicecoach.intake.foreign_text import ForeignText, refuse

_HELP = {
    expat.errors.XML_ERROR_INVALID_TOKEN: "in XML, & is written &amp; and < is written &lt;",
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: "in XML, & is written &amp;",
    expat.errors.XML_ERROR_NO_ELEMENTS: "the file ends too early: is it complete?",
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: "the file ends too early: is it complete?",
    expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE: "keep one of the two",
}


@dataclass
class Element:
    """One element; ``name`` and the names of ``attributes`` are lower case, ``tag`` and ``written`` as in the file."""

    tag: str
    attributes: dict[str, str]
    span: Span
    children: list[Element] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the tag in lower case."""
        return self.tag.lower()

    def show(self, name: str) -> str:
        """Return an attribute as it is written, cut to a few words."""
        return f'{self.written[name]}="{self.attributes[name][:30]}"'

    @property
    def text(self) -> str:
        """Return the text directly inside, on one line."""
        return " ".join("".join(self.parts).split())

    def named(self, name: str) -> Iterator[Element]:
        """Return the children of a name."""
        return (child for child in self.children if child.name == name)


def read_markup(source: ForeignText) -> Element:
    """Read the root element. Raises `SourceUnreadable` where the file is no XML, or holds a document type."""
    parser = expat.ParserCreate()
    root = Element("", {}, source.at(1))
    opened = [root]

    def here() -> Span:
        return source.at(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def start(tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, {name.lower(): value for name, value in attributes.items()}, here())
        element.written = {name.lower(): name for name in attributes}
        opened[-1].children.append(element)
        opened.append(element)

    def end(_: str) -> None:
        opened.pop()

    def characters(text: str) -> None:
        opened[-1].parts.append(text)

    def refuse_doctype(*_: object) -> None:
        raise refuse(here(), "a document type cannot be part of a workout", "delete <!DOCTYPE …> and its entities")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.EntityDeclHandler = refuse_doctype
    try:
        parser.Parse(source.data, True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise _broken(source, error, opened) from None
    except (LookupError, ValueError):
        raise refuse(here(), "the encoding that this XML names is not known", "save the file as UTF-8") from None
    return root.children[0]


def _broken(source: ForeignText, error: expat.ExpatError, opened: list[Element]) -> SourceUnreadable:
    message = expat.ErrorString(error.code)
    unclosed = len(opened) > 1 and message == expat.errors.XML_ERROR_NO_ELEMENTS
    place = f"; <{opened[-1].tag}> in line {opened[-1].span.line} is still open" if unclosed else ""
    return refuse(
        source.at(error.lineno, error.offset + 1), f"not readable as XML: {message}{place}", _HELP.get(message, "")
    )
