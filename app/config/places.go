package config

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// places knows the line of every key of a TOML file, by its path:
// "duty.mode", "source.0.every", "source.0.match.1".
type places map[string]int

// line is the line of a path, or of the nearest thing around it.
func (p places) line(path string) int {
	for {
		if n, ok := p[path]; ok {
			return n
		}
		cut := lastDot(path)
		if cut < 0 {
			return 0
		}
		path = path[:cut]
	}
}

func lastDot(path string) int {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '.' {
			return i
		}
	}
	return -1
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// joinKey steps to a key as the file spells it; a dot within it is no step.
func joinKey(path, key string) string {
	return join(path, strings.ReplaceAll(key, ".", "\x1f"))
}

func joinKeys(path string, keys []string) string {
	for _, key := range keys {
		path = joinKey(path, key)
	}
	return path
}

func joinIndex(path string, n int) string { return join(path, strconv.Itoa(n)) }

// survey notes the places of a document the TOML decoder has already accepted.
func survey(data []byte) (places, error) {
	s := surveyor{seen: places{}, arrays: map[string]int{}}
	for i, c := range data {
		if c == '\n' {
			s.newlines = append(s.newlines, i)
		}
	}
	var p unstable.Parser
	p.Reset(data)
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind == unstable.KeyValue {
			s.pair(table, e)
			continue
		}
		table = s.header(e)
	}
	if err := p.Error(); err != nil {
		return nil, fmt.Errorf("survey: %w", err)
	}
	return s.seen, nil
}

type surveyor struct {
	seen     places
	arrays   map[string]int // path of an array of tables: how many so far
	newlines []int
}

func (s *surveyor) lineAt(offset uint32) int {
	return sort.SearchInts(s.newlines, int(offset)) + 1
}

// header gives the path a [table] or [[array]] line opens.
func (s *surveyor) header(e *unstable.Node) string {
	path, line := "", 0
	keys := e.Key()
	for keys.Next() {
		k := keys.Node()
		path, line = s.element(joinKey(path, string(k.Data)), e.Kind == unstable.ArrayTable && keys.IsLast()), s.lineAt(k.Raw.Offset)
	}
	if _, ok := s.seen[path]; !ok {
		s.seen[path] = line
	}
	return path
}

// element steps into the newest element of an array of tables, or a new one.
func (s *surveyor) element(path string, fresh bool) string {
	if fresh {
		s.arrays[path]++
	}
	if n := s.arrays[path]; n > 0 {
		return joinIndex(path, n-1)
	}
	return path
}

func (s *surveyor) pair(path string, e *unstable.Node) {
	line := 0
	keys := e.Key()
	for keys.Next() {
		path, line = joinKey(path, string(keys.Node().Data)), s.lineAt(keys.Node().Raw.Offset)
		if _, ok := s.seen[path]; !ok {
			s.seen[path] = line
		}
	}
	s.value(path, line, e.Value())
}

func (s *surveyor) value(path string, line int, v *unstable.Node) {
	children := v.Children()
	switch v.Kind {
	case unstable.InlineTable:
		for children.Next() {
			s.pair(path, children.Node())
		}
	case unstable.Array:
		for i := 0; children.Next(); i++ {
			at, below := children.Node(), joinIndex(path, i)
			if at.Raw.Length > 0 {
				line = s.lineAt(at.Raw.Offset)
			}
			s.seen[below] = line
			s.value(below, line, at)
		}
	}
}
