"""What a screen PDF says of itself: XMP, document information, output intent, and the standards it claims."""

from __future__ import annotations

import time
from collections.abc import Collection
from html import escape
from importlib import resources

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from publish import __version__
from publish.config import Project
from publish.model import Creator

PRODUCER = f"publish {__version__}"
PDFA, PDFUA = "PDF/A-3b", "PDF/UA-1"
CLAIMS = (PDFA, PDFUA)
# The property by which a file claims PDF/UA is none of PDF/A's own, so PDF/A wants it described (ISO 19005-3, 6.6.2.3).
EXTENSION = """<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>"""
NAMESPACES = {"dc": "http://purl.org/dc/elements/1.1/", "xmp": "http://ns.adobe.com/xap/1.0/",
              "xmpRights": "http://ns.adobe.com/xap/1.0/rights/", "pdf": "http://ns.adobe.com/pdf/1.3/",
              "pdfaid": "http://www.aiim.org/pdfa/ns/id/", "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
              "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
              "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
              "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#"}


def describe(pdf: Pdf, project: Project, modified: int, claims: Collection[str] = CLAIMS) -> None:
    """Write the metadata of a publication into its PDF; `modified` is in seconds since 1970, UTC."""
    xmp = Stream(pdf, packet(project, modified, claims), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Metadata = pdf.make_indirect(xmp)
    profile = resources.files("publish.editions.pdf").joinpath("sRGB2014.icc").read_bytes()
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=String("sRGB"),
                        Info=String("sRGB IEC61966-2.1"), RegistryName=String("http://www.color.org"),
                        DestOutputProfile=pdf.make_indirect(Stream(pdf, profile, N=3)))
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    date = String(time.strftime("D:%Y%m%d%H%M%SZ", time.gmtime(modified)))
    values = {"/Title": project.title, "/Author": "; ".join(creator.name for creator in project.creators),
              "/Subject": project.description, "/Keywords": ", ".join(project.subjects), "/Creator": PRODUCER,
              "/Producer": PRODUCER}
    pdf.trailer.Info = pdf.make_indirect(Dictionary({**{name: String(value) for name, value in values.items() if value},
                                                     "/CreationDate": date, "/ModDate": date}))


def packet(project: Project, modified: int, claims: Collection[str]) -> bytes:
    """The XMP packet (ISO 16684-1): Dublin Core, dates, and the claims that are made."""
    date = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(modified))
    identifier = project.identifiers.get("pdf", "")
    fields = [
        ("dc:title", _alternatives(project.title)), ("dc:creator", _listed("Seq", _names(project.creators))),
        ("dc:contributor", _listed("Bag", _names(project.contributors))),
        ("dc:description", _alternatives(project.description)), ("dc:subject", _listed("Bag", project.subjects)),
        ("dc:publisher", _listed("Bag", (project.publisher,) if project.publisher else ())),
        ("dc:language", _listed("Bag", (project.language,))), ("dc:rights", _alternatives(project.rights)),
        ("dc:identifier", escape(f"urn:isbn:{identifier}" if identifier else f"urn:uuid:{project.uuid}")),
        ("dc:format", "application/pdf"),
        ("xmp:CreateDate", date), ("xmp:ModifyDate", date), ("xmp:MetadataDate", date),
        ("xmp:CreatorTool", escape(PRODUCER)), ("pdf:Producer", escape(PRODUCER)),
        ("pdf:Keywords", escape(", ".join(project.subjects))),
        *(("pdfaid:part", "3"), ("pdfaid:conformance", "B")) * (PDFA in claims),
        *(("pdfuaid:part", "1"),) * (PDFUA in claims)]
    described = EXTENSION if PDFUA in claims and PDFA in claims else ""
    body = "\n".join(f"<{name}>{value}</{name}>" for name, value in fields if value)
    names = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items()
                     if f"{prefix}:" in body + described)
    return (f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
            f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
            f'<rdf:Description rdf:about="" {names}>\n'
            f'{body}\n{described}\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>').encode()


def _names(creators: tuple[Creator, ...]) -> tuple[str, ...]:
    return tuple(creator.name for creator in creators)


def _alternatives(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>' if text else ""


def _listed(kind: str, texts: tuple[str, ...]) -> str:
    items = "".join(f"<rdf:li>{escape(text)}</rdf:li>" for text in texts)
    return f"<rdf:{kind}>{items}</rdf:{kind}>" if items else ""
