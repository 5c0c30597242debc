"""EPUB 3.3: a file for each part of the book, the pages of the print edition, notes and terms that pop up."""

from __future__ import annotations

from publish.editions.epub.book import render
from publish.editions.epub.preflight import check
from publish.model import Edition

EDITION = Edition("epub", (".epub",), render, check, paged=True)
