"""Languages of the guidance: three of the whole programme, and three more to read in.

Whoever was sent to this war from Kazakhstan, Tajikistan or Uzbekistan reads the guidance in
their own language; forms and letters are in the first three. Pure.
"""

LANGUAGES = ("ru", "uk", "en")
MORE = ("kk", "tg", "uz")
EVERY = (*LANGUAGES, *MORE)
OWN_NAMES = {
    "ru": "Русский",
    "uk": "Українська",
    "en": "English",
    "kk": "Қазақша",
    "tg": "Тоҷикӣ",
    "uz": "Oʻzbekcha",
}
# Whoever reads one of the three more goes on in this one where there are no words yet.
INSTEAD = "ru"
