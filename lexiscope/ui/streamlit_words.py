"""What Streamlit itself says beside its widgets, in English only, and what the page says instead.

`browser/manners.js` replaces these words as they appear. `{a}` and `{b}` stand for what varies.
"""

from __future__ import annotations

from lexiscope.i18n import N_, Language

_NO_PICTURE = N_("Pictures only: PNG, JPEG, WebP, GIF, BMP or TIFF.")
_OUTSIDE = N_("Enter a number from {a} to {b}.")

WORDS = {
    "Upload": N_("Choose files"),
    "Add files": N_("Choose files"),
    "file upload": N_("Choose files"),
    "{a}, {b}B": "{a}",  # the name of an uploaded file and its size
    "{a} files are not allowed.": _NO_PICTURE,
    "Error:": N_("Refused:"),
    "Take Photo": N_("Take the photo"),
    "Snapshot": N_("The photo just taken"),
    "Clear photo": N_("Discard the photo"),
    "Switch camera": N_("Use the other camera"),
    "This app would like to use your camera.": N_("The browser does not let this page use a camera."),
    "Selected values": N_("Chosen"),
    "Remove {a}": N_("Remove: {a}"),
    "Clear all": N_("Remove all"),
    "Open": N_("Open the list"),
    "Selectbox options": N_("Choices"),
    "Multiselect options": N_("Choices"),
    "No results": N_("Nothing found. Try another spelling."),
    "Choose an option": N_("Choose"),
    "Increment": N_("More"),
    "Decrement": N_("Less"),
    ": Number is outside the allowed range. Please enter a value between {a} and {b}.": _OUTSIDE,
    "Error: Number is outside the allowed range. Please enter a value between {a} and {b}.": _OUTSIDE,
    "Help for {a}": N_("Help: {a}"),
    "Fullscreen": N_("Full screen"),
    "Fullscreen: {a}": N_("Full screen: {a}"),
    "Close fullscreen": N_("Leave the full screen"),
    "Close fullscreen: {a}": N_("Leave the full screen: {a}"),
}


def in_language(language: Language) -> dict[str, str]:
    """Streamlit's words -> the page's."""
    return {said: language.t(ours) for said, ours in WORDS.items()}
