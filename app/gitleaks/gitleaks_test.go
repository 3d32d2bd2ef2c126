package gitleaks

import (
	"strings"
	"testing"
)

func TestEveryRuleCanBeRead(t *testing.T) {
	set, err := read()
	if err != nil {
		t.Fatal(err)
	}
	if len(set.all) < 200 {
		t.Errorf("%d rules, there are more than 200", len(set.all))
	}
	for _, r := range set.all {
		if err := r.ready(); err != nil {
			t.Error(err)
		}
	}
}

func TestKeysAreFoundWhereTheyStand(t *testing.T) {
	for rule, key := range map[string]string{
		"github-pat":      "ghp_" + "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX",
		"slack-bot-token": "xoxb-" + "123456789012-1234567890123-aB1cD2eF3gH4iJ5kL6mN7oP8",
		"age-secret-key":  "AGE-SECRET-" + "KEY-1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE",
		"generic-api-key": "zL8vQ2xW9kR4tY7uP1mN5bC3",
	} {
		text := "Payments fail. api_key = \"" + key + "\"\nNext update at noon."
		found, err := Find(text)
		if err != nil {
			t.Fatal(err)
		}
		ok := false
		for _, k := range found {
			ok = ok || k.Rule == rule && strings.Contains(text[k.From:k.To], key)
		}
		if !ok {
			t.Errorf("%s: found %v", rule, found)
		}
	}
}

func TestTheListsOfWhatIsNoKeyAreKept(t *testing.T) {
	for _, text := range []string{"api_key = \"your_own_key_here\"", "token: ${GITHUB_TOKEN}", "secret = aaaaaaaaaaaaaaaaaaaa", "Card payments fail for 1 in 8 people. The access key is not known yet.", "AKIAIOSFODNN7EXAMPLE"} {
		found, err := Find(text)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 {
			t.Errorf("%q: %v", text, found)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("api_key = \"zL8vQ2xW9kR4tY7uP1mN5bC3\"")
	f.Fuzz(func(t *testing.T, text string) {
		found, err := Find(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range found {
			if k.From < 0 || k.To > len(text) || k.From >= k.To {
				t.Errorf("%v in %d bytes", k, len(text))
			}
		}
	})
}
