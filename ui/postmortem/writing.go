package postmortem

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	doc "turnaround/app/postmortem"
)

// How much of a section is edited at once: Fyne's entry slows down with its text.
const (
	pieceAimed = 4000 // bytes
	pieceMost  = 8000
)

// writing is the text in hand as it is edited: citations are numbers, which
// read better than the entries' IDs, and a long text is in pieces.
type writing struct {
	place  place
	shown  string   // what is on disk, as far as the screen knows
	ids    []string // what the numbers cite, from 1 on; "": the number is the text's own
	pieces []string
	at     int // the piece in hand
}

var (
	citation = regexp.MustCompile(`\[@([0-9A-Za-z_-]{1,64})\]`)
	number   = regexp.MustCompile(`\[\^(\d{1,3})\]`)
)

// newWriting takes a text in hand.
func newWriting(p place, body, shown string) writing {
	w := writing{place: p, shown: shown}
	w.load(body)
	return w
}

// load takes another text; numbers keep what they cite.
func (w *writing) load(body string) {
	for _, m := range number.FindAllStringSubmatch(body, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			for len(w.ids) < n { // numbers that are the text's own stay so
				w.ids = append(w.ids, "")
			}
		}
	}
	text := citation.ReplaceAllStringFunc(body, func(c string) string {
		return w.mark(citation.FindStringSubmatch(c)[1])
	})
	w.pieces = pieces(text)
	w.at = min(w.at, len(w.pieces)-1)
}

// mark is the number of an entry in the text.
func (w *writing) mark(id string) string {
	n := slices.Index(w.ids, id)
	if n < 0 {
		n = len(w.ids)
		w.ids = append(w.ids, id)
	}
	return "[^" + strconv.Itoa(n+1) + "]"
}

// text is the piece in hand.
func (w *writing) text() string {
	if len(w.pieces) == 0 {
		return ""
	}
	return w.pieces[w.at]
}

// set changes the piece in hand. A piece that has grown too long is parted, and
// its last part is in hand then.
func (w *writing) set(text string) (parted bool) {
	if len(w.pieces) == 0 {
		w.pieces = []string{""}
	}
	w.pieces[w.at] = text
	if len(text) <= pieceMost {
		return false
	}
	parts := pieces(text)
	if len(parts) < 2 {
		return false // one line, however long, stays whole
	}
	w.pieces = slices.Replace(w.pieces, w.at, w.at+1, parts...)
	w.at += len(parts) - 1
	return true
}

// body is the whole text as it is kept.
func (w *writing) body() string {
	return number.ReplaceAllStringFunc(strings.Join(w.pieces, "\n"), func(mark string) string {
		n, err := strconv.Atoi(number.FindStringSubmatch(mark)[1])
		if err != nil || n < 1 || n > len(w.ids) || w.ids[n-1] == "" {
			return mark
		}
		return doc.Cite(w.ids[n-1])
	})
}

// cites are the numbers in the text with what they cite, in their order.
func (w *writing) cites() (numbers []int) {
	for _, m := range number.FindAllStringSubmatch(strings.Join(w.pieces, "\n"), -1) {
		n, err := strconv.Atoi(m[1])
		if err == nil && n >= 1 && n <= len(w.ids) && w.ids[n-1] != "" && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers
}

// uncite takes a number out of the text.
func (w *writing) uncite(n int) {
	mark := "[^" + strconv.Itoa(n) + "]"
	for i, p := range w.pieces {
		w.pieces[i] = strings.ReplaceAll(strings.ReplaceAll(p, " "+mark, ""), mark, "")
	}
}

// seek takes the piece in hand that holds a place of the whole text as it is kept.
func (w *writing) seek(at int) {
	for n := range w.pieces {
		upTo := writing{ids: w.ids, pieces: w.pieces[:n+1]}
		if at <= len(upTo.body()) {
			w.at = n
			return
		}
	}
}

// pieces parts a text at its lines; joined with line ends they are the text.
func pieces(text string) []string {
	if len(text) <= pieceMost {
		return []string{text}
	}
	var all []string
	var piece []string
	size := 0
	for line := range strings.SplitSeq(text, "\n") {
		if size > 0 && size+len(line) > pieceAimed {
			all = append(all, strings.Join(piece, "\n"))
			piece, size = nil, 0
		}
		piece = append(piece, line)
		size += len(line) + 1
	}
	return append(all, strings.Join(piece, "\n"))
}

// sentence is the one around a place of a text.
func sentence(body string, from, to int) (int, int) {
	begin := 1 + strings.LastIndexAny(body[:from], ".!?\n")
	if i := strings.LastIndex(body[begin:from], "- "); i >= 0 && strings.TrimSpace(body[begin:begin+i]) == "" {
		begin += i + len("- ")
	}
	end := len(body)
	if i := strings.IndexAny(body[to:], ".!?\n"); i >= 0 {
		end = to + i
		if body[end] != '\n' {
			end++
		}
	}
	for begin < from && body[begin] == ' ' {
		begin++
	}
	return begin, end
}
