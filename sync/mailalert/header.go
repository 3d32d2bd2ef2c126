package mailalert

import (
	"bytes"
	"strings"
)

// maxFields bounds the lines of one header.
const maxFields = 2000

// header is a message's or a part's header. It is read leniently and without
// copying: what is no field is left out, where a library for well-formed
// mails gives up.
type header []field

type field struct {
	name, value []byte // the value still folded
}

// Get gives the first value of that name, unfolded, or "".
func (h header) Get(name string) string {
	for _, f := range h {
		if len(f.name) != len(name) || !strings.EqualFold(string(f.name), name) {
			continue
		}
		value := string(bytes.TrimSpace(f.value))
		if strings.Contains(value, "\n") {
			value = strings.NewReplacer("\r\n", "", "\n", "").Replace(value)
		}
		return value
	}
	return ""
}

// splitHeader cuts at the first empty line, or where a header grows too long.
func splitHeader(raw []byte) (head, body []byte) {
	limit := min(len(raw), maxHeader)
	for at := 0; at < limit; {
		n := bytes.IndexByte(raw[at:limit], '\n')
		if n < 0 {
			break
		}
		if n == 0 || n == 1 && raw[at] == '\r' {
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

// parseHeader reads a header block.
func parseHeader(head []byte) header {
	h := make(header, 0, 16)
	open := false // whether a folded line continues the last field
	for len(head) > 0 && len(h) < maxFields {
		end := bytes.IndexByte(head, '\n') + 1
		if end == 0 {
			end = len(head)
		}
		l := head[:end]
		if l[0] == ' ' || l[0] == '\t' {
			if open {
				last := &h[len(h)-1].value
				*last = (*last)[:len(*last)+end]
			}
		} else {
			colon := bytes.IndexByte(l, ':')
			if open = colon > 0 && isFieldName(l[:colon]); open {
				h = append(h, field{name: l[:colon], value: l[colon+1:]})
			}
		}
		head = head[end:]
	}
	return h
}

func isFieldName(name []byte) bool {
	for _, c := range name {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}

// eachPart hands over what stands between the lines that are the delimiter
// ("--boundary"), until yield answers no. closed: the last part had its end.
func eachPart(body, delimiter []byte, yield func(part []byte) bool) (closed bool) {
	start, at := -1, 0
	for {
		n := bytes.Index(body[at:], delimiter)
		if n < 0 {
			break
		}
		n += at
		at = n + len(delimiter)
		if n > 0 && body[n-1] != '\n' {
			continue
		}
		rest := body[at:]
		end := bytes.IndexByte(rest, '\n') + 1
		if end == 0 {
			end = len(rest)
		}
		tail := bytes.TrimRight(rest[:end], " \t\r\n")
		last := string(tail) == "--"
		if len(tail) > 0 && !last {
			continue // a longer boundary that begins alike
		}
		if start >= 0 {
			part := bytes.TrimSuffix(bytes.TrimSuffix(body[start:n], []byte("\n")), []byte("\r"))
			if !yield(part) {
				return true
			}
		}
		if last {
			return true
		}
		at += end
		start = at
	}
	if start >= 0 && start <= len(body) {
		yield(body[start:])
	}
	return false
}
