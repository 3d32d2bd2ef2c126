package config

import (
	"bytes"
	"fmt"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// bom marks UTF-8 in files Windows' editors wrote; TOML does not allow it.
var bom = []byte("\xef\xbb\xbf")

// span is a stretch of a text, in bytes.
type span struct{ from, to int }

// pair is where a key and its value stand.
type pair struct {
	span   span // key to value
	value  span
	inline bool // within { }
}

// header is where a [table] line stands, and the end of the last line that
// belongs to it.
type header struct {
	path       string
	start, end int
}

// layout knows where everything of a TOML text stands.
type layout struct {
	pairs   map[string]pair
	tables  map[string]int // where a table takes a new line; "" is the root
	headers []header
}

// lay finds the layout of a text.
func lay(text []byte) (layout, error) {
	o := layout{pairs: map[string]pair{}, tables: map[string]int{}}
	var tree map[string]any
	data := bytes.TrimPrefix(text, bom)
	if err := toml.Unmarshal(data, &tree); err != nil {
		return o, fmt.Errorf("edit configuration: %w", err)
	}
	shift := len(text) - len(data)
	o.tables[""] = shift
	s := surveyor{seen: places{}, arrays: map[string]int{}}
	var p unstable.Parser
	p.Reset(data)
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind != unstable.KeyValue {
			table = s.header(e)
			keys := e.Key()
			keys.Next()
			at := int(keys.Node().Raw.Offset)
			for at > 0 && data[at] != '[' {
				at--
			}
			start, end := lineStart(data, at), lineEnd(data, at)
			o.tables[table] = end + shift
			o.headers = append(o.headers, header{table, start + shift, end + shift})
			continue
		}
		o.note(data, table, e, shift, false)
		end := lineEnd(data, int(e.Raw.Offset+e.Raw.Length)) + shift
		o.tables[table] = end
		if n := len(o.headers); n > 0 {
			o.headers[n-1].end = end
		}
	}
	if err := p.Error(); err != nil {
		return o, fmt.Errorf("edit configuration: %w", err)
	}
	return o, nil
}

// note keeps the place of a pair and of those in its inline tables.
func (o *layout) note(data []byte, path string, e *unstable.Node, shift int, inline bool) {
	keys := e.Key()
	after := 0
	for keys.Next() {
		k := keys.Node()
		path, after = joinKey(path, string(k.Data)), int(k.Raw.Offset+k.Raw.Length)
	}
	for after < len(data) && (data[after] == ' ' || data[after] == '\t' || data[after] == '=') {
		after++
	}
	from, to := int(e.Raw.Offset), int(e.Raw.Offset+e.Raw.Length)
	o.pairs[path] = pair{span{from + shift, to + shift}, span{after + shift, to + shift}, inline}
	if v := e.Value(); v.Kind == unstable.InlineTable {
		children := v.Children()
		for children.Next() {
			o.note(data, path, children.Node(), shift, true)
		}
	}
}

func lineStart(text []byte, at int) int { return bytes.LastIndexByte(text[:at], '\n') + 1 }

// lineEnd is behind the line end after at.
func lineEnd(text []byte, at int) int {
	if n := bytes.IndexByte(text[at:], '\n'); n >= 0 {
		return at + n + 1
	}
	return len(text)
}

func lineSpan(text []byte, s span) span { return span{lineStart(text, s.from), lineEnd(text, s.to)} }
