package mailalert

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// cell parts the cells of one table row within a line. It cannot come from a
// mail: U+001F is dropped from its text.
const cell = "\x1f"

// line is one line of a mail's body as a person sees it. In a line of HTML,
// only a break or a block ends it: its text may hold newlines of the source,
// which belong to the value that was printed there.
type line struct {
	text  string
	links []link
}

// link is where a text points to; it is never fetched.
type link struct {
	text, href string
}

// rich gives the lines of the HTML part, reduced once.
func (m *mail) rich() []line {
	if m.html != "" && m.richLines == nil {
		m.richLines = htmlLines(m.html)
	}
	return m.richLines
}

// reduce turns the body into lines, text and links, once: the plain part
// where there is one, else the HTML.
func (m *mail) reduce() {
	if m.reduced {
		return
	}
	m.reduced = true
	if m.plain == "" {
		m.lines = m.rich()
		m.text = joinLines(m.lines)
	} else {
		m.text = m.plain
		if m.forward {
			m.text = unquoteForward(m.text)
		}
		m.lines = plainLines(m.text)
		m.links = textLinks(m.text)
	}
	for _, l := range m.rich() {
		m.links = append(m.links, l.links...)
	}
}

// body gives the text: the plain part, or the HTML one reduced.
func (m *mail) body() string {
	m.reduce()
	return m.text
}

func plainLines(text string) []line {
	lines := make([]line, 0, strings.Count(text, "\n")+1)
	for len(text) > 0 {
		var l string
		l, text, _ = strings.Cut(text, "\n")
		lines = append(lines, line{text: l})
	}
	return lines
}

// unquoteForward takes the "> " off what a mail client quoted.
func unquoteForward(text string) string {
	if !strings.Contains(text, "\n>") && !strings.HasPrefix(text, ">") {
		return text
	}
	var b strings.Builder
	for l := range strings.Lines(text) {
		if rest, quoted := strings.CutPrefix(l, ">"); quoted {
			l = strings.TrimPrefix(rest, " ")
		}
		b.WriteString(l)
	}
	return b.String()
}

// textLinks finds the links written out in a text.
func textLinks(text string) []link {
	var links []link
	for len(links) < maxLinks {
		n := strings.Index(text, "http")
		if n < 0 {
			break
		}
		text = text[n:]
		end := strings.IndexAny(text, " \t\r\n<>\"[]()|")
		if end < 0 {
			end = len(text)
		}
		if href := strings.TrimRight(text[:end], ".,;:!?'*_"); hasWebScheme(href) {
			links = append(links, link{href: href})
		}
		text = text[max(end, 4):]
	}
	return links
}

// reducer builds lines out of HTML.
type reducer struct {
	lines  []line
	text   []byte
	links  []link
	href   string // of the link that is open
	inLink bool
	from   int // where the open link's text begins
	nlinks int
	skip   atom.Atom // an element whose text nobody sees
}

// htmlLines reduces HTML to lines. Nothing is fetched, no style applied:
// hidden text is read too.
func htmlLines(text string) []line {
	z := html.NewTokenizer(strings.NewReader(text))
	r := reducer{}
	for {
		switch z.Next() {
		case html.ErrorToken:
			r.endLink()
			r.end()
			return r.lines
		case html.TextToken:
			if r.skip == 0 {
				r.write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			r.open(z)
		case html.EndTagToken:
			name, _ := z.TagName()
			r.close(atom.Lookup(name))
		}
	}
}

func (r *reducer) write(b []byte) {
	if bytes.IndexByte(b, 0x1f) >= 0 {
		b = bytes.ReplaceAll(b, []byte(cell), nil)
	}
	r.text = append(r.text, b...)
}

func (r *reducer) open(z *html.Tokenizer) {
	name, attrs := z.TagName()
	switch a := atom.Lookup(name); a {
	case atom.Style, atom.Script, atom.Title, atom.Head:
		if a != atom.Head && r.skip == 0 {
			r.skip = a
		}
	case atom.A:
		r.endLink()
		r.inLink, r.href, r.from = true, "", len(r.text)
		for attrs {
			var key, value []byte
			key, value, attrs = z.TagAttr()
			if string(key) == "href" {
				r.href = string(value)
			}
		}
	case atom.Td, atom.Th:
		r.endLink()
		r.text = append(r.text, cell...)
	default:
		if breaks(a) {
			r.end()
		}
	}
}

func (r *reducer) close(a atom.Atom) {
	switch {
	case a == r.skip && a != 0:
		r.skip = 0
	case a == atom.A:
		r.endLink()
	case breaks(a) && a != atom.Br:
		r.end()
	}
}

// breaks tells which elements begin or end a line.
func breaks(a atom.Atom) bool {
	switch a {
	case atom.Br, atom.P, atom.Div, atom.Tr, atom.Table, atom.Tbody, atom.Thead, atom.Li, atom.Ul, atom.Ol,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr, atom.Pre, atom.Blockquote, atom.Dt, atom.Dd,
		atom.Section, atom.Header, atom.Footer, atom.Center, atom.Body:
		return true
	}
	return false
}

func (r *reducer) endLink() {
	if !r.inLink {
		return
	}
	r.inLink = false
	if r.nlinks++; r.nlinks > maxLinks {
		return
	}
	name := ""
	if r.from < len(r.text) {
		name = cleanLine(strings.ReplaceAll(string(r.text[r.from:]), cell, " "), 200)
	}
	r.links = append(r.links, link{text: name, href: r.href})
}

// end closes the line; one without text and links is dropped.
func (r *reducer) end() {
	r.endLink() // a block within a link: its text so far names it
	text := r.text
	r.text = r.text[:0]
	links := r.links
	r.links = nil
	if len(links) == 0 && len(bytes.Trim(text, " \t\n\r\f\u00a0"+cell)) == 0 {
		return
	}
	r.lines = append(r.lines, line{text: string(text), links: links})
}

// joinLines makes text of lines: white space collapsed, one row a line.
func joinLines(lines []line) string {
	size := 0
	for _, l := range lines {
		size += len(l.text) + 1
	}
	b := make([]byte, 0, size)
	for _, l := range lines {
		start := len(b)
		gap := false
		for i := 0; i < len(l.text); i++ {
			c := l.text[i]
			if c == 0xC2 && i+1 < len(l.text) && l.text[i+1] == 0xA0 { // a no-break space
				i++
				c = ' '
			}
			if c == ' ' || c >= '\t' && c <= '\r' || c == cell[0] {
				gap = len(b) > start
				continue
			}
			if gap {
				b, gap = append(b, ' '), false
			}
			b = append(b, c)
		}
		if len(b) > start {
			b = append(b, '\n')
		}
	}
	return string(b)
}
