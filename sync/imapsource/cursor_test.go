package imapsource

import (
	"bytes"
	"slices"
	"testing"

	"github.com/emersion/go-imap/v2"
)

func TestMarksAreBoundedToTheNewest(t *testing.T) {
	var c cursor
	for n := range uint32(2 * maxMarked) {
		c.mark(n+1, true)
	}
	if len(c.Marked) != maxMarked || !c.marked(2*maxMarked) || c.marked(1) || c.tracks(1) || !c.tracks(2*maxMarked-1) {
		t.Errorf("%d marks, the first is %d", len(c.Marked), c.Marked[0])
	}
	c.mark(2*maxMarked, false)
	if c.marked(2 * maxMarked) {
		t.Error("a mark that went is still known")
	}
}

func FuzzCursor(f *testing.F) {
	f.Add([]byte(`{"uidvalidity":1,"uid":7,"modseq":12,"marked":[5,3,3],"bad":8,"tries":2,"skipped":[1]}`))
	f.Add([]byte(`{"uid":-1}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := parseCursor(raw)
		if err != nil {
			return
		}
		if len(c.Marked) > maxMarked || len(c.Skipped) > maxSkipped || !slices.IsSorted(c.Marked) {
			t.Errorf("%s became %+v", raw, c)
		}
		once, err := c.encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseCursor(once)
		if err != nil {
			t.Fatalf("%s is not read back: %v", once, err)
		}
		if twice, _ := again.encode(); !bytes.Equal(once, twice) {
			t.Errorf("%s became %s", once, twice)
		}
	})
}

func TestWhatIsWantedIsCutIntoPieces(t *testing.T) {
	set := imap.UIDSet{{Start: 5, Stop: 9}, {Start: 20, Stop: 20}, {Start: 8, Stop: 12}, {Start: 1, Stop: 2}}
	w := newWanted(set, 2)
	w.drop(6)
	var got []string
	for piece := range w.pieces(4) {
		got = append(got, piece.String())
	}
	if want := []string{"2,5,7:8", "9:12", "20"}; !slices.Equal(got, want) {
		t.Errorf("pieces %q, want %q", got, want)
	}
	var order []uint32
	for uid := w.first(); uid != 0; uid = w.after(uid) {
		order = append(order, uid)
	}
	if want := []uint32{2, 5, 7, 8, 9, 10, 11, 12, 20}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
	if w := newWanted(imap.UIDSet{{Start: 1, Stop: 1<<32 - 1}}, 1); w.after(1<<32-1) != 0 {
		t.Error("there is a number after the last")
	}
}
