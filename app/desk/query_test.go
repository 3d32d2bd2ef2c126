package desk

import "testing"

func TestSearchWordsAreFoundWhateverTheirCase(t *testing.T) {
	for _, c := range []struct {
		text, part string
		want       bool
	}{
		{"Checkout fails", "OUT F", true}, {"Checkout", "checkout", true}, {"Checkout", "", true}, {"", "x", false},
		{"Checkout", "checkouts", false}, {"aab", "ab", true}, {"Zahlung GESTÖRT", "gestört", true}, {"straße", "STRASS", false},
		{"K", "k", true}, {"ΣΊΣΥΦΟΣ", "σίσυφοσ", true},
	} {
		if got := contains(c.text, c.part); got != c.want {
			t.Errorf("%q contains %q: %v", c.text, c.part, got)
		}
	}
}
