package postmortem

import (
	"strings"
	"testing"
)

func TestCitationsAreNumbersWhileATextIsEdited(t *testing.T) {
	p := place{"i", "factors"}
	body := "- One [@01AAAAAA] and [@01BBBBBB]\n- Two [@01AAAAAA], a note of its own [^2]"
	w := newWriting(p, body, body)
	if got, want := w.text(), "- One [^3] and [^4]\n- Two [^3], a note of its own [^2]"; got != want {
		t.Errorf("edited as %q, want %q", got, want)
	}
	if w.body() != body {
		t.Errorf("kept as %q, want %q", w.body(), body)
	}
	w.set(w.text() + " " + w.mark("01CCCCCC") + w.mark("01BBBBBB") + " [^9]")
	if want := body + " [@01CCCCCC][@01BBBBBB] [^9]"; w.body() != want {
		t.Errorf("kept as %q, want %q", w.body(), want)
	}
	w.uncite(3)
	if got := w.text(); strings.Contains(got, "[^3]") || !strings.HasPrefix(got, "- One and [^4]\n- Two, a") {
		t.Errorf("without the third: %q", got)
	}
	if got := w.cites(); len(got) != 2 || got[0] != 4 || got[1] != 5 {
		t.Errorf("cites %v", got)
	}
}

func TestALongTextIsEditedInPiecesAndKeptWhole(t *testing.T) {
	body := strings.TrimSuffix(strings.Repeat("- 13:58 An alert of some length [@01AAAAAA]\n\n", 500), "\n")
	w := newWriting(place{"i", "timeline"}, body, body)
	if len(w.pieces) < 4 || w.body() != body {
		t.Fatalf("%d pieces, the same: %v", len(w.pieces), w.body() == body)
	}
	for n, p := range w.pieces {
		if len(p) > pieceMost {
			t.Errorf("piece %d has %d bytes", n, len(p))
		}
	}
	w.seek(len(body))
	if w.at != len(w.pieces)-1 {
		t.Errorf("the end is in piece %d of %d", w.at, len(w.pieces))
	}
	w.at = 1
	before := len(w.pieces)
	if !w.set(strings.Repeat("pasted line\n", 1000)) || len(w.pieces) <= before || !strings.HasSuffix(w.text(), "pasted line\n") {
		t.Errorf("pasted: %d pieces, in hand %q", len(w.pieces), w.text()[:40])
	}
	if strings.Count(w.body(), "pasted line\n") != 1000 {
		t.Error("something of what was pasted is lost")
	}
	if w.set(strings.Repeat("x", pieceMost+1)) {
		t.Error("a line was parted")
	}
}

func TestTheSentenceAroundAPlace(t *testing.T) {
	body := "- It began. The alert should have rung! Then\n- next"
	from := strings.Index(body, "should")
	if a, b := sentence(body, from, from+6); body[a:b] != "The alert should have rung!" {
		t.Errorf("%q", body[a:b])
	}
	if a, b := sentence(body, 4, 5); body[a:b] != "It began." {
		t.Errorf("%q", body[a:b])
	}
	if a, b := sentence(body, len(body)-1, len(body)); body[a:b] != "next" {
		t.Errorf("%q", body[a:b])
	}
}
