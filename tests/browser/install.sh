#!/usr/bin/env bash
# A browser for the tests: a Chromium or Chrome that is there, else Debian's package (as root on Debian), else
# Playwright's own. Devanagari needs a font, else Hindi pages are boxes; scenes of the small world are painted from Noto Color Emoji.
set -eu
found() { command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable; }
debian() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
fonts() { command -v fc-list >/dev/null && fc-list ":lang=hi" family | grep -q . && fc-list | grep -q NotoColorEmoji; }

if debian && { ! found >/dev/null || ! fonts; }; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-noto-color-emoji fontconfig >/dev/null
fi
found >/dev/null || .venv/bin/playwright install chromium
