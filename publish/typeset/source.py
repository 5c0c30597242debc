"""A galley's pages taken over into another document, so that nothing of the galley need be held."""

from __future__ import annotations

import io

from pikepdf import Name, Object, Pdf, Stream

OWN = (Name.ObjStm, Name.XRef)      # streams that belong to the file and not to its pages (ISO 32000-1, 7.5.7, 7.5.8)


class Source:
    """An open galley, whose pages go into a document one by one and in order."""

    def __init__(self, target: Pdf, galley: bytes) -> None:
        self.target, self.pdf = target, Pdf.open(io.BytesIO(galley))
        self.taken: set[tuple[int, int]] = set()

    def page(self, number: int) -> Object:
        """The page of a number as the last page of the target."""
        page = self.pdf.pages[number]
        body = page.obj.Contents
        plain = "/DecodeParms" not in body and body.get("/Filter") in (None, Name.FlateDecode)
        if plain:
            self.taken.add(body.objgen)
            del page.obj["/Contents"]
        self.target.pages.append(page)
        made = self.target.pages[-1].obj
        if plain:
            made.Contents = Stream(self.target, body.read_raw_bytes())
            if "/Filter" in body:
                made.Contents.Filter = Name.FlateDecode
        return made

    def ended(self) -> list[Pdf]:
        """Close the galley, or give it back to be closed when the target is saved: pictures are read only then."""
        if any(isinstance(one, Stream) and one.objgen not in self.taken and one.get("/Type") not in OWN
               for one in self.pdf.objects):
            return [self.pdf]
        self.pdf.close()
        return []
