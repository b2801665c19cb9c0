"""Ways of copying that keep the text and change what is round it."""

import json
import re
from base64 import b64encode
from html import escape
from urllib.parse import quote

from benchmarks.lookalikes import copy_words as words
from benchmarks.lookalikes.copy_parts import Job, form, marked, shell

HREF = re.compile(r'(href|src)="(?!https?:|mailto:|tel:|data:|#)/?([^"]*)"')
WORD = re.compile(r"(\s+)")
BUILDER_CSS = ".t-rec{padding:60px 0}.t-title{font-size:42px}.t-btn{background:#0a66ff}"
COUNTER = (
    "<script>(function(m,e,t,r){m[r]=m[r]||function(){(m[r].a=m[r].a||[]).push(arguments)}})"
    '(window,document,"script","ym");ym(90000001,"init",{webvisor:true});</script>\n'
)


def _title(job: Job) -> str:
    return job.rng.choice(words.TITLES.get(job.page.lang, words.TITLES["en"]))


def saved(job: Job) -> str:
    """Saved by a browser: its comment on top, addresses absolute, files in a folder."""
    note = f"<!-- saved from url=(0044)https://safe-conduct.example/{job.page.slug} -->"
    html = HREF.sub(r'\1="https://safe-conduct.example/\2"', job.page.html)
    html = re.sub(r'(<link\b[^>]*href=")[^"]*(")', r"\1./page_files/site.css\2", html)
    return html.replace("<html", f"{note}\n<html", 1)


def mirrored(job: Job) -> str:
    """Fetched whole by a mirroring tool: links end in .html, its mark at the end."""

    def local(found: re.Match[str]) -> str:
        name = found.group(2).strip("/") or "index"
        return f'{found.group(1)}="../{name}{"" if "." in name else ".html"}"'

    mark = "<!-- Mirrored from safe-conduct.example by Website Copier -->"
    return HREF.sub(local, job.page.html) + mark


def retyped(job: Job) -> str:
    """The text in other markup: layers and bold type, no headings and no lists."""
    rows = []
    for tag, text in job.page.blocks:
        text = escape(text, quote=False)
        if tag.startswith("h"):
            rows.append(f'<div class="ttl"><b><font size="5">{text}</font></b></div>')
        elif tag == "li":
            rows.append(f'<div class="row">&#9679;&nbsp;{text}</div>')
        else:
            rows.append(f'<div class="txt">{text}<br><br></div>')
    return shell(job.page.lang, job.page.title, '<div id="wrap">' + "\n".join(rows) + "</div>")


def builder(job: Job) -> str:
    """Inside the template of a page builder, with its scripts, menu and notice on cookies."""
    rows = "\n".join(
        f'<div id="rec{7000 + at}" class="r t-rec" data-record-type="106">'
        f'<div class="t-container"><div class="t-text" field="text">{escape(text)}</div>'
        "</div></div>"
        for at, (_, text) in enumerate(job.page.blocks)
    )
    menu = '<div class="t228"><a href="#a">Home</a> <a href="#b">FAQ</a></div>'
    notice = '<div class="cookies">We use cookies. <button>OK</button></div>'
    body = (
        f'<div id="allrecords">{menu}\n{rows}\n{form(job.page.lang)}{notice}</div>\n{COUNTER}'
    )
    return shell(job.page.lang, _title(job), body, f"<style>{BUILDER_CSS}</style>\n")


def with_form(job: Job) -> str:
    """The page as it is, with a form for name, unit and telephone on top of the text."""
    asked = form(job.page.lang, f"https://{job.host}/lead")
    return re.sub(r"(<main\b[^>]*>)", lambda m: m.group(1) + asked, job.page.html, count=1)


def other_contact(job: Job) -> str:
    """The page as it is, with a telephone and a messenger of the copyist's own."""
    number = f"+000 {job.rng.randrange(100, 999)} {job.rng.randrange(1000, 9999)}"
    name = "put_domoy_bot" if job.page.lang == "ru" else "shliakh_bot"
    call = (
        f'<p><b>Telegram: <a href="https://t.example/{name}">@{name}</a>, '
        f'WhatsApp: <a href="tel:{number.replace(" ", "")}">{number}</a></b></p>'
    )
    html = job.page.html.replace("</p>", f"</p>\n{call}", 1)
    return html.replace("</main>", f"{call}</main>")


def other_programme(job: Job) -> str:
    """Another programme's name, colours and sign over our text."""
    name = _title(job)
    logo = f'<img src="/img/gerb.png" alt="{escape(name)}">'
    top = f"<header>{logo}<h1>{escape(name)}</h1></header>\n"
    blocks = [block for block in job.page.blocks if block[0] != "h1"]
    foot = f"<footer>&copy; 2026 {escape(name)}</footer>"
    style = "<style>body{background:#13294b;color:#fff}</style>\n"
    return shell(job.page.lang, name, f"{top}<article>{marked(blocks)}</article>{foot}", style)


def landing(job: Job) -> str:
    """A short page: title, the opening of ours up to a third of it, and a form."""
    blocks = [block for block in job.page.blocks if block[0] != "h1"]
    need = sum(len(text) for _, text in blocks) * 0.3
    kept: list[tuple[str, str]] = []
    while sum(len(text) for _, text in kept) < need:
        kept.append(blocks[len(kept)])
    lead = marked([("h1", job.page.title), *kept])
    body = f'<section class="hero">{lead}{form(job.page.lang)}</section>'
    return shell(job.page.lang, _title(job), body, "<style>.hero{text-align:center}</style>\n")


def old_table(job: Job) -> str:
    """Laid out with nested tables as twenty years ago, tags in capitals."""
    rows = "".join(
        f"<TR><TD WIDTH=20>&nbsp;<TD><FONT FACE=Verdana>{escape(text)}</FONT></TD></TR>\n"
        for _, text in job.page.blocks
    )
    head = f"<HTML><HEAD><TITLE>{escape(job.page.title)}</TITLE></HEAD>\n<BODY BGCOLOR=#FFFFFF>"
    return f"{head}\n<TABLE BORDER=0><TR><TD><TABLE>\n{rows}</TABLE></TABLE></BODY></HTML>\n"


def preformatted(job: Job) -> str:
    """Plain text in one block, lines broken at seventy signs, as in a paste service."""
    lines = []
    for tag, text in job.page.blocks:
        text = f"* {text}" if tag == "li" else text
        lines.append(re.sub(r"(.{40,70}?)\s", r"\1\n", text))
    text = escape("\n\n".join(lines), quote=False)
    return shell(job.page.lang, "paste #4821", f'<pre class="paste">{text}</pre>')


def forum(job: Job) -> str:
    """As a post on a forum, with names of posters and short answers after it."""
    text = "<br />\n".join(escape(text, quote=False) for _, text in job.page.blocks)
    post = f'<div class="post" id="p1"><b>admin_77</b> 12:04<br />{text}</div>'
    answers = "".join(
        f'<div class="post"><b>user{n}</b><br />{word}</div>'
        for n, word in ((3, "+1"), (8, "спс"), (15, "up"))
    )
    return shell(job.page.lang, "Forum :: topic", f'<div class="topic">{post}{answers}</div>')


def srcdoc(job: Job) -> str:
    """The page inside a frame's srcdoc, the frame as large as the window."""
    frame = (
        f'<iframe style="width:100%;height:100vh" srcdoc="{escape(job.page.html)}"></iframe>'
    )
    return shell(job.page.lang, _title(job), frame)


def data_frame(job: Job) -> str:
    """The page inside a frame whose address is its own text in base64."""
    coded = b64encode(job.page.html.encode()).decode()
    frame = f'<iframe src="data:text/html;charset=utf-8;base64,{coded}"></iframe>'
    return shell(job.page.lang, _title(job), frame)


def written_base64(job: Job) -> str:
    """Written by a script out of base64."""
    coded = b64encode(job.page.main.encode()).decode()
    script = f'<script>document.write(decodeURIComponent(escape(atob("{coded}"))))</script>'
    return shell(job.page.lang, job.page.title, script)


def written_percent(job: Job) -> str:
    """Written by a script out of percent signs."""
    script = f"<script>document.write(decodeURIComponent('{quote(job.page.main)}'));</script>"
    return shell(job.page.lang, job.page.title, script)


def written_escapes(job: Job) -> str:
    """Written by a script from a string of code points, cut into pieces."""
    coded = [json.dumps(f"<p>{escape(text)}</p>") for _, text in job.page.blocks]
    script = "<script>\nvar h='';\n" + "".join(f"h+={piece};\n" for piece in coded)
    return shell(job.page.lang, "...", f"{script}document.body.innerHTML=h;\n</script>")


def app_state(job: Job) -> str:
    """An application's page: the text only in a block of JSON, drawn by a script."""
    state = {"route": f"/{job.page.slug}", "blocks": [list(b) for b in job.page.blocks]}
    data = json.dumps({"props": state}, ensure_ascii=False).replace("</", "<\\/")
    body = (
        '<div id="root"></div>\n<noscript>Enable JavaScript</noscript>\n'
        f'<script id="__STATE__" type="application/json">{data}</script>\n'
        '<script src="/static/js/main.4f1c.js" defer></script>'
    )
    return shell(job.page.lang, job.page.title, body)


def letter_spans(job: Job) -> str:
    """Every letter in a span of its own."""
    rows = [
        "<p>" + "".join(f"<span>{escape(c)}</span>" for c in text) + "</p>"
        for _, text in job.page.blocks
    ]
    return shell(job.page.lang, job.page.title, "\n".join(rows))


def word_spans(job: Job) -> str:
    """Every word in a span with a class made by dice, some cut inside the word."""
    rows = []
    for tag, text in job.page.blocks:
        parts = []
        for word in text.split():
            cut = job.rng.randrange(1, len(word)) if len(word) > 5 else len(word)
            ends = (
                f"<i class=x{job.rng.randrange(99)}>{escape(p)}</i>" for p in (word[cut:],) if p
            )
            parts.append(f"<span class=w>{escape(word[:cut])}{''.join(ends)}</span>")
        rows.append(f"<div data-t={tag}>{' '.join(parts)}</div>")
    return shell(job.page.lang, job.page.title, "\n".join(rows))


def entities(job: Job) -> str:
    """Every letter as a number, decimal and hexadecimal by turns."""

    def put(at: int, c: str) -> str:
        return f"&#{ord(c)};" if at % 2 else f"&#x{ord(c):x};"

    rows = [
        f"<p>{''.join(put(at, c) for at, c in enumerate(text))}</p>"
        for _, text in job.page.blocks
    ]
    return shell(job.page.lang, job.page.title, "\n".join(rows))


def hidden_noise(job: Job) -> str:
    """Words no reader sees put between the seen ones."""
    pool = " ".join(words.AROUND.get(job.page.lang, words.AROUND["en"])).split()
    rows = []
    for _, text in job.page.blocks:
        parts = []
        for at, word in enumerate(text.split()):
            parts.append(escape(word))
            if at % 3 == 2:
                parts.append(f'<span style="display:none">{job.rng.choice(pool)}</span>')
        rows.append(f"<p>{' '.join(parts)}</p>")
    return shell(job.page.lang, job.page.title, "\n".join(rows))


def backwards(job: Job) -> str:
    """Typed from the end and turned round on the screen by a direction override."""
    rows = [f'<p><bdo dir="rtl">{escape(text[::-1])}</bdo></p>' for _, text in job.page.blocks]
    return shell(job.page.lang, job.page.title, "\n".join(rows))
