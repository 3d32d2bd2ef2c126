package mailalert

import (
	"bytes"
	"mime"
	netmail "net/mail"
	"strings"
	"time"
)

// mail is one message, read as far as it can be.
type mail struct {
	header   header
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
	w.part(m.header, body, 0)
	if w.plain == "" && w.html == "" {
		w.salvage(body)
	}
	m.plain, m.html = w.plain, w.html
	return m
}

// readHeader reads the header alone.
func readHeader(raw []byte) header {
	head, _ := splitHeader(raw[:min(len(raw), maxHeader+4)])
	return parseHeader(head)
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
	m.date = sentAt(m.header.Get("Date"))
}

// sentAt reads a Date header in its own zone; zero: none that is one.
func sentAt(text string) time.Time {
	if text == "" || len(text) > 100 {
		return time.Time{}
	}
	if t, err := time.Parse("Mon, 2 Jan 2006 15:04:05 -0700", text); err == nil {
		return t
	}
	if t, err := netmail.ParseDate(text); err == nil {
		return t
	}
	return time.Time{}
}

// sender gives the address and the name of a From header.
func sender(text string) (address, name string) {
	if len(text) > 4<<10 {
		text = text[:4<<10]
	}
	if address, name, plain := plainSender(text); plain {
		return strings.ToLower(address), name
	}
	p := netmail.AddressParser{WordDecoder: words}
	if list, err := p.ParseList(text); err == nil && len(list) > 0 {
		return bareAddress(list[0].Address), cleanLine(list[0].Name, 200)
	}
	open := strings.LastIndexByte(text, '<')
	if open < 0 {
		return bareAddress(text), ""
	}
	address, _, _ = strings.Cut(text[open+1:], ">")
	return bareAddress(address), cleanLine(decodeWords(text[:open]), 200)
}

// bareAddress makes an address comparable; it is hostile text like the rest.
func bareAddress(text string) string {
	return strings.ToLower(cleanLine(strings.ToValidUTF8(text, "\uFFFD"), 320))
}

// plainSender reads `Some Name <who@where>`, the shape most senders have and
// which needs no parser.
func plainSender(text string) (address, name string, plain bool) {
	name, rest, found := strings.Cut(text, " <")
	if !found || len(rest) < 2 || rest[len(rest)-1] != '>' {
		return "", "", false
	}
	address = rest[:len(rest)-1]
	for _, s := range [2]string{name, address} {
		for i := range len(s) {
			c := s[i]
			if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.' ||
				c == ' ' && s == name || c == '@' && s == address) {
				return "", "", false
			}
		}
	}
	return address, cleanLine(name, 200), strings.Count(address, "@") == 1
}

// bareID gives the first ID of a header that may list several.
func bareID(text string) string {
	text = strings.TrimSpace(text)
	if _, rest, found := strings.Cut(text, "<"); found {
		text, _, _ = strings.Cut(rest, ">")
	} else if n := strings.IndexAny(text, " \t"); n > 0 {
		text = text[:n]
	}
	return clip(cleanLine(strings.ToValidUTF8(text, ""), maxID), maxID)
}

// walker gathers the readable parts of a message within its bounds.
type walker struct {
	mail        *mail
	plain, html string
	parts       int
	budget      int
}

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
		w.part(parseHeader(head), rest, depth+1)
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
	closed := eachPart(body, []byte("--"+boundary), func(part []byte) bool {
		head, content := splitHeader(part)
		w.part(parseHeader(head), content, depth+1)
		return w.parts <= maxParts && w.budget > 0
	})
	w.mail.cut = w.mail.cut || !closed
}

// take decodes one readable part. The first of its kind counts; later ones
// are signatures and footers, appended below it.
func (w *walker) take(into *string, h header, body []byte, charset string) {
	text := decodeText(body, h.Get("Content-Transfer-Encoding"), charset, w.budget)
	if strings.TrimSpace(text) == "" {
		return
	}
	w.budget -= len(text)
	if *into != "" {
		text = *into + "\n" + text
	}
	*into = text
}

// salvage reads a body whose structure is broken as one text.
func (w *walker) salvage(body []byte) {
	encoding := ""
	if bytes.Contains(body, []byte("=3D")) || bytes.Contains(body, []byte("quoted-printable")) {
		encoding = "quoted-printable"
	}
	text := decodeText(body, encoding, "", maxText)
	if looksHTML(text) {
		w.html = text
		return
	}
	w.plain = text
}

func looksHTML(text string) bool {
	for _, mark := range []string{"<html", "<HTML", "<body", "<table", "<br", "<div"} {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}

// contentType reads a media type; what is malformed is read as far as it
// goes. Only the first of two parameters of one name counts.
func contentType(text string) (string, map[string]string) {
	text = clip(text, 4<<10)
	kind, rest, _ := strings.Cut(text, ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	if rest == "" {
		return kind, nil
	}
	if strings.ContainsAny(rest, `"\*(`) { // quoted, escaped or continued values
		if kind, params, err := mime.ParseMediaType(text); err == nil {
			return kind, params
		}
	}
	params := map[string]string{}
	for p := range strings.SplitSeq(rest, ";") {
		name, value, found := strings.Cut(p, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := params[name]; found && !twice {
			params[name] = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return kind, params
}
