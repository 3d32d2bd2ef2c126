package mailalert

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/emersion/go-message/textproto"
)

// mail is one message, read as far as it can be.
type mail struct {
	header   textproto.Header
	received time.Time
	date     time.Time // the Date header, in its own zone; zero: none

	subject  string // decoded, one line, without Re: and Fwd:
	reply    bool
	forward  bool
	from     string // address, lower case
	fromName string
	thread   string // In-Reply-To, or the first of References
	id       string // Message-ID

	plain string
	html  string
	cut   bool // the end of the mail is missing

	// What reduce makes of the two above.
	reduced   bool
	richLines []line
	lines     []line
	text      string
	links     []link
}

// readMail reads what it can; it has no error, since a mail whose body is
// broken may still be known by its subject.
func readMail(raw []byte) *mail {
	m := &mail{}
	if len(raw) >= MaxRaw {
		raw, m.cut = raw[:MaxRaw], true
	}
	head, body := splitHeader(raw)
	m.header = parseHeader(head)
	m.readFacts()
	w := walker{mail: m, budget: maxText}
	w.part(&m.header, body, 0)
	if w.plain.Len() == 0 && w.html.Len() == 0 {
		w.salvage(body)
	}
	m.plain, m.html = w.plain.String(), w.html.String()
	return m
}

// readHeader reads the header alone.
func readHeader(raw []byte) *textproto.Header {
	head, _ := splitHeader(raw[:min(len(raw), maxHeader+4)])
	h := parseHeader(head)
	return &h
}

// splitHeader cuts at the first empty line, or where a header grows too long.
func splitHeader(raw []byte) (head, body []byte) {
	limit := min(len(raw), maxHeader)
	for at := 0; at < limit; {
		n := bytes.IndexByte(raw[at:limit], '\n')
		if n < 0 {
			break
		}
		if rest := bytes.TrimRight(raw[at:at+n], "\r"); len(rest) == 0 {
			return raw[:at], raw[at+n+1:]
		}
		at += n + 1
	}
	if limit < len(raw) {
		if n := bytes.LastIndexByte(raw[:limit], '\n'); n >= 0 {
			limit = n + 1
		}
	}
	return raw[:limit], raw[limit:]
}

var blankLine = []byte("\r\n\r\n")

// parseHeader reads a header block; lines that are none are left out.
func parseHeader(head []byte) textproto.Header {
	read := func(b []byte) (textproto.Header, error) {
		r := io.MultiReader(bytes.NewReader(b), bytes.NewReader(blankLine))
		return textproto.ReadHeader(bufio.NewReaderSize(r, 2048))
	}
	h, err := read(head)
	if err == nil {
		return h
	}
	var kept []byte
	keep := false
	for l := range bytes.Lines(head) {
		if l[0] != ' ' && l[0] != '\t' {
			name, _, found := bytes.Cut(l, []byte(":"))
			keep = found && isFieldName(name)
		}
		if keep {
			kept = append(kept, l...)
		}
	}
	h, err = read(kept)
	if err != nil {
		return textproto.Header{}
	}
	return h
}

func isFieldName(name []byte) bool {
	for _, c := range name {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return len(name) > 0
}

// readFacts takes what recognisers ask of the header.
func (m *mail) readFacts() {
	m.subject, m.reply, m.forward = bareSubject(decodeWords(m.header.Get("Subject")))
	if auto := m.header.Get("Auto-Submitted"); strings.HasPrefix(strings.ToLower(auto), "auto-replied") {
		m.reply = true
	}
	m.from, m.fromName = sender(m.header.Get("From"))
	m.id = bareID(m.header.Get("Message-Id"))
	m.thread = bareID(m.header.Get("In-Reply-To"))
	if refs := m.header.Get("References"); refs != "" {
		if root := bareID(refs); root != "" {
			m.thread = root
		}
	}
	if text := m.header.Get("Date"); text != "" && len(text) < 100 {
		if t, err := netmail.ParseDate(text); err == nil {
			m.date = t
		}
	}
}

// sender gives the address and the name of a From header.
func sender(text string) (address, name string) {
	if len(text) > 4<<10 {
		text = text[:4<<10]
	}
	p := netmail.AddressParser{WordDecoder: words}
	if list, err := p.ParseList(text); err == nil && len(list) > 0 {
		return strings.ToLower(list[0].Address), cleanLine(list[0].Name, 200)
	}
	open := strings.LastIndexByte(text, '<')
	if open < 0 {
		return strings.ToLower(strings.TrimSpace(text)), ""
	}
	address, _, _ = strings.Cut(text[open+1:], ">")
	return strings.ToLower(strings.TrimSpace(address)), cleanLine(decodeWords(text[:open]), 200)
}

// bareID gives the first ID of a header that may list several.
func bareID(text string) string {
	text = strings.TrimSpace(text)
	if _, rest, found := strings.Cut(text, "<"); found {
		text, _, _ = strings.Cut(rest, ">")
	} else if n := strings.IndexAny(text, " \t"); n > 0 {
		text = text[:n]
	}
	return clip(strings.ToValidUTF8(text, ""), maxID)
}

// walker gathers the readable parts of a message within its bounds.
type walker struct {
	mail        *mail
	plain, html strings.Builder
	parts       int
	budget      int
}

// header is what a part's header answers.
type header interface{ Get(string) string }

func (w *walker) part(h header, body []byte, depth int) {
	if w.parts++; w.parts > maxParts || depth > maxDepth || w.budget <= 0 {
		return
	}
	kind, params := contentType(h.Get("Content-Type"))
	if depth > 0 && strings.HasPrefix(strings.ToLower(strings.TrimSpace(h.Get("Content-Disposition"))), "attachment") {
		return
	}
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		w.multipart(body, params["boundary"], depth)
	case kind == "message/rfc822":
		head, rest := splitHeader(body)
		inner := parseHeader(head)
		w.part(&inner, rest, depth+1)
	case kind == "text/html":
		w.take(&w.html, h, body, params["charset"])
	case strings.HasPrefix(kind, "text/") && kind != "text/calendar", kind == "":
		w.take(&w.plain, h, body, params["charset"])
	}
}

// multipart reads the parts of a body; a missing end means a cut mail.
func (w *walker) multipart(body []byte, boundary string, depth int) {
	if boundary == "" || len(boundary) > 200 {
		return
	}
	r := textproto.NewMultipartReader(bytes.NewReader(body), boundary)
	for w.parts <= maxParts && w.budget > 0 {
		p, err := r.NextPart()
		if err != nil {
			w.mail.cut = w.mail.cut || err != io.EOF
			return
		}
		content, err := io.ReadAll(p)
		if err != nil {
			w.mail.cut = true
		}
		w.part(&p.Header, content, depth+1)
	}
}

// take decodes one readable part. The first of its kind counts; later ones
// are signatures and footers, appended below it.
func (w *walker) take(into *strings.Builder, h header, body []byte, charset string) {
	text := decodeText(body, h.Get("Content-Transfer-Encoding"), charset, w.budget)
	if strings.TrimSpace(text) == "" {
		return
	}
	w.budget -= len(text)
	if into.Len() > 0 {
		into.WriteByte('\n')
	}
	into.WriteString(text)
}

// salvage reads a body whose structure is broken as one text.
func (w *walker) salvage(body []byte) {
	encoding := ""
	if bytes.Contains(body, []byte("=3D")) || bytes.Contains(body, []byte("=\r\n")) || bytes.Contains(body, []byte("=\n")) {
		encoding = "quoted-printable"
	}
	text := decodeText(body, encoding, "", maxText)
	if looksHTML(text) {
		w.html.WriteString(text)
		return
	}
	w.plain.WriteString(text)
}

func looksHTML(text string) bool {
	for _, mark := range []string{"<html", "<HTML", "<body", "<table", "<br", "<div"} {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}

// contentType reads a media type; what is malformed is read as far as it goes.
func contentType(text string) (string, map[string]string) {
	if text == "" {
		return "", nil
	}
	if len(text) > 4<<10 {
		text = text[:4<<10]
	}
	kind, params, err := mime.ParseMediaType(text)
	if err == nil {
		return kind, params
	}
	kind, rest, _ := strings.Cut(text, ";")
	params = map[string]string{}
	for _, p := range strings.Split(rest, ";") {
		name, value, found := strings.Cut(p, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := params[name]; found && !twice {
			params[name] = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return strings.ToLower(strings.TrimSpace(kind)), params
}
