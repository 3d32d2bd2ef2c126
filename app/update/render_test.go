package update

import "testing"

func TestAWordThatHasItsOwnWayKeepsItWhereASentenceBegins(t *testing.T) {
	for value, want := range map[string]string{
		"card payments fail": "Card payments fail", "ärger": "Ärger", "iPhone apps fail": "iPhone apps fail", "psp-eu-2 times out": "psp-eu-2 times out",
		"shop.example.com is slow": "shop.example.com is slow", "https://a.example": "https://a.example", "slow.": "Slow.", "1 in 8 fails": "1 in 8 fails", "": "",
	} {
		if got := capital(value); got != want {
			t.Errorf("%q is written %q, not %q", value, got, want)
		}
	}
}
