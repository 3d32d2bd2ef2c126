package mailalert

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding/charmap"
)

// words decodes RFC 2047 words; an unknown charset is read as Windows-1252
// rather than refused, so that the ASCII of a subject stays readable.
var words = &mime.WordDecoder{CharsetReader: func(name string, input io.Reader) (io.Reader, error) {
	if r, err := charset.Reader(name, input); err == nil {
		return r, nil
	}
	return charmap.Windows1252.NewDecoder().Reader(input), nil
}}

// decodeWords decodes a header's text.
func decodeWords(text string) string {
	if len(text) > maxHeader {
		text = text[:maxHeader]
	}
	if strings.Contains(text, "=?") {
		if decoded, err := words.DecodeHeader(text); err == nil {
			text = decoded
		}
	}
	return toUTF8([]byte(text))
}

// decodeText undoes the transfer encoding and the charset of a part, giving
// at most limit bytes of valid UTF-8. Errors end nothing: what cannot be
// decoded is kept as it stands.
func decodeText(body []byte, encoding, cs string, limit int) string {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		body = unquote(body)
	case "base64":
		body = unbase64(body)
	}
	switch cs = strings.ToLower(strings.TrimSpace(cs)); cs {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
	default:
		if r, err := charset.Reader(cs, bytes.NewReader(body)); err == nil {
			decoded, err := io.ReadAll(io.LimitReader(r, int64(limit)))
			if err == nil || len(decoded) > 0 {
				body = decoded
			}
		}
	}
	if len(body) > limit {
		body = body[:limit]
	}
	text := toUTF8(body)
	if len(text) > limit {
		text = clip(text, limit)
	}
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	return text
}

// toUTF8 reads bytes as UTF-8 where they mostly are, else as Windows-1252.
func toUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	bad, good := 0, 0
	for rest := b; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		rest = rest[n:]
	}
	if bad > good {
		if decoded, err := charmap.Windows1252.NewDecoder().Bytes(b); err == nil {
			return string(decoded)
		}
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

// unquote decodes quoted-printable; a "=" that begins no escape stays.
func unquote(b []byte) []byte {
	if bytes.IndexByte(b, '=') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		n := bytes.IndexByte(b, '=')
		if n < 0 {
			return append(out, b...)
		}
		out = append(out, b[:n]...)
		b = b[n+1:]
		if len(b) >= 2 {
			if hi, lo := unhex(b[0]), unhex(b[1]); hi < 16 && lo < 16 {
				out = append(out, hi<<4|lo)
				b = b[2:]
				continue
			}
		}
		rest := bytes.TrimLeft(b, " \t\r")
		if len(rest) == 0 || rest[0] == '\n' { // a soft line break
			b = rest[min(1, len(rest)):]
			continue
		}
		out = append(out, '=')
	}
	return out
}

func unhex(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	}
	return 16
}

// unbase64 decodes what is base64 up to the first thing that is not.
func unbase64(b []byte) []byte {
	clean := make([]byte, 0, len(b))
	for _, c := range b {
		switch {
		case c == '\r' || c == '\n' || c == ' ' || c == '\t':
			continue
		case c == '=':
			// Padding ends one chunk; another may follow it.
			continue
		case c == '+' || c == '/' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z':
			clean = append(clean, c)
			continue
		}
		break
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(out, clean) // the alphabet was checked above
	return out[:n]
}
