"""What makes a PDF a PDF/X: output intent, metadata, identifiers, fonts and structure, as the variant wants them."""

from __future__ import annotations

import io
import time
import uuid
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from publish import __version__
from publish.config import Project
from publish.editions.press.objects import drop
from publish.editions.press.printers import Condition
from publish.errors import PublishError, error

VERSIONS = {"X-4": "1.6", "X-1a": "1.3", "plain": "1.6"}
PRODUCER = f"publish {__version__}"
SCREEN = ("/Outlines", "/Names", "/Dests", "/StructTreeRoot", "/MarkInfo", "/OpenAction", "/PageMode", "/AcroForm",
          "/AF", "/Metadata", "/OutputIntents", "/Extensions")


def strip(pdf: pikepdf.Pdf) -> None:
    """Take away what is for readers of a screen: annotations, bookmarks, tags, destinations, attachments."""
    drop(pdf.Root, *SCREEN)
    for page in pdf.pages:
        drop(page.obj, "/Annots", "/StructParents", "/Tabs", "/AA")


def finish(pdf: pikepdf.Pdf, project: Project, variant: str, condition: Condition | None, modified: int,
           subject: str) -> bytes:
    """The bytes of a finished file; `subject` tells the files of one publication apart in their identifiers.

    PDF/X-4 is ISO 15930-7:2010, PDF/X-1a:2001 is ISO 15930-1:2001.
    """
    if variant == "X-1a":
        _flat(pdf)
        _bare_fonts(pdf)
    if condition is not None and variant != "plain":
        pdf.Root.OutputIntents = Array([pdf.make_indirect(_intent(pdf, condition))])
    _info(pdf, project, variant, modified)
    if variant != "X-1a":
        metadata = Stream(pdf, _xmp(project, variant, modified, subject).encode())
        metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
        pdf.Root.Metadata = pdf.make_indirect(metadata)
    data = io.BytesIO()
    streams = pikepdf.ObjectStreamMode.disable if variant == "X-1a" else pikepdf.ObjectStreamMode.generate
    drop(pdf.trailer, "/ID")             # qpdf would keep the first half of the layout's own
    pdf.remove_unreferenced_resources()
    pdf.save(data, force_version=VERSIONS[variant], deterministic_id=True, recompress_flate=False,
             compress_streams=True, object_stream_mode=streams)
    return data.getvalue()


def _intent(pdf: pikepdf.Pdf, condition: Condition) -> Dictionary:
    """The output intent (ISO 32000-1, 14.11.5) with the registered name and the profile."""
    profile = Stream(pdf, condition.profile)
    profile.N, profile.Alternate = 4, Name.DeviceCMYK
    return Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFX, OutputConditionIdentifier=String(condition.name),
                      OutputCondition=String(condition.info), RegistryName=String(condition.registry),
                      Info=String(condition.info), DestOutputProfile=pdf.make_indirect(profile))


def _flat(pdf: pikepdf.Pdf) -> None:
    """PDF/X-1a knows no transparency: groups that change nothing go, anything that shows through is an error."""
    faults = []
    for number, page in enumerate(pdf.pages, 1):
        drop(page.obj, "/Group")
        if _clear(page.obj.get("/Resources", Dictionary())):
            faults.append(number)
    if faults:
        raise PublishError(*(error("transparency", "something on the page shows through, which PDF/X-1a does not allow",
                                   page=number, hint="use opaque colours and pictures without an alpha channel")
                             for number in faults))


def _clear(resources: pikepdf.Object) -> bool:
    """Whether anything in resources shows through; states and groups that let nothing through are made plain."""
    found = False
    for state in dict(resources.get("/ExtGState", {})).values():
        found |= float(state.get("/ca", 1)) < 1 or float(state.get("/CA", 1)) < 1
        found |= state.get("/SMask", Name("/None")) != Name("/None") or state.get("/BM", Name.Normal) != Name.Normal
        drop(state, "/ca", "/CA", "/SMask", "/BM", "/AIS")
    for thing in dict(resources.get("/XObject", {})).values():
        found |= "/SMask" in thing
        drop(thing, "/Group")
        found |= _clear(thing.get("/Resources", Dictionary()))
    return found


def _bare_fonts(pdf: pikepdf.Pdf) -> None:
    """OpenType programs as bare CFF, since PDF 1.3 knows no OpenType (ISO 32000-1, table 126)."""
    from fontTools.ttLib import TTFont
    for thing in pdf.objects:
        if not isinstance(thing, Dictionary) or thing.get("/Type") != Name.FontDescriptor:
            continue
        program = thing.get("/FontFile3")
        if program is not None and program.get("/Subtype") == Name.OpenType:
            font = TTFont(io.BytesIO(program.read_bytes()), lazy=True)
            program.write(font.reader["CFF "])
            program.Subtype = Name.CIDFontType0C
        drop(thing, "/FontFamily", "/FontStretch", "/FontWeight")


def _date(modified: int) -> str:
    return time.strftime("D:%Y%m%d%H%M%SZ", time.gmtime(modified))


def _info(pdf: pikepdf.Pdf, project: Project, variant: str, modified: int) -> None:
    """The document information dictionary; PDF/X wants title, dates, creator, producer and trapping stated."""
    info = pdf.make_indirect(Dictionary(
        Title=project.title, Author=", ".join(one.name for one in project.creators), Creator=PRODUCER,
        Producer=PRODUCER, CreationDate=_date(modified), ModDate=_date(modified)))
    info.Trapped = Name("/False")
    if variant == "X-1a":
        info.GTS_PDFXVersion, info.GTS_PDFXConformance = String("PDF/X-1:2001"), String("PDF/X-1a:2001")
    pdf.trailer.Info = info


def _xmp(project: Project, variant: str, modified: int, subject: str) -> str:
    """The XMP packet (ISO 16684-1) that says the same as the information dictionary."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(modified))
    identifier = uuid.uuid5(uuid.UUID(project.uuid), f"{subject} {modified}")
    people = "".join(f"<rdf:li>{escape(one.name)}</rdf:li>" for one in project.creators)
    conformance = "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" if variant == "X-4" else ""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(project.title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq>{people}</rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{escape(project.language)}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:MetadataDate>{moment}</xmp:MetadataDate><xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>
<xmpMM:DocumentID>uuid:{identifier}</xmpMM:DocumentID><xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<pdf:Producer>{PRODUCER}</pdf:Producer><pdf:Trapped>False</pdf:Trapped>{conformance}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
