package text

import "testing"

func TestNearestWord(t *testing.T) {
	words := []string{"guidance", "required", "longest", "id"}
	for name, want := range map[string]string{"guidence": "guidance", "Required": "required", "lognest": "longest", "colour": "", "": "id"} {
		if got := Nearest(name, words); got != want {
			t.Errorf("nearest to %q: %q, want %q", name, got, want)
		}
	}
}
