package drill

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"turnaround/assets"
)

const head = "name = \"x\"\ntitle = \"X\"\nlength = \"1m\"\n"

func TestTheShopScenarioLoads(t *testing.T) {
	s, err := Load(assets.Drills, "drills/shop.toml")
	if err != nil {
		t.Fatal(err)
	}
	if c := s.Components(); len(c) != 2 || c[0] != "Card payments" || !s.Services[0].CustomerFacing {
		t.Errorf("services %+v, components %q", s.Services, c)
	}
	if s.Name != "shop" || time.Duration(s.Length) != 2*time.Minute || len(s.Steps) == 0 {
		t.Errorf("%s, %s, %d steps", s.Name, time.Duration(s.Length), len(s.Steps))
	}
}

func TestWhatIsWrongWithAScenarioIsSaid(t *testing.T) {
	const alert = "[[alert]]\nid = \"a\"\nlabels = { alertname = \"A\" }\n"
	for _, c := range []struct{ name, text, says string }{
		{"empty", "", "name, title and length"},
		{"no length", "name = \"x\"\ntitle = \"X\"\n", "length"},
		{"too long", "name = \"x\"\ntitle = \"X\"\nlength = \"25h\"\n", "24h"},
		{"not TOML", "name = ", "toml"},
		{"wrong time", "name = \"x\"\ntitle = \"X\"\nlength = \"soon\"\n", "soon"},
		{"unknown key", head + "colour = \"red\"\n", "colour"},
		{"unknown key of a step", head + "[[step]]\nat = \"1s\"\nfires = [\"a\"]\n", "fires"},
		{"alert without a name", head + "[[alert]]\nid = \"a\"\nlabels = { job = \"j\" }\n", "alert 1"},
		{"two alerts of one id", head + alert + alert, "two of the id"},
		{"mail without a subject", head + "[[mail]]\nid = \"m\"\nfrom = \"a@b.example\"\n", "mail 1"},
		{"unknown alert", head + "[[step]]\nat = \"1s\"\nfire = [\"b\"]\n", `alert "b"`},
		{"unknown mail", head + "[[step]]\nat = \"1s\"\nmail = [\"b\"]\n", `mail "b"`},
		{"backwards", head + "[[step]]\nat = \"2s\"\n[[step]]\nat = \"1s\"\n", "step 2"},
		{"after the end", head + "[[step]]\nat = \"2m\"\n", "step 1"},
		{"negative", head + "[[step]]\nat = \"-1s\"\n", "step 1"},
		{"silence by nobody", head + alert + "[[step]]\nat = \"1s\"\nsilence = [\"a\"]\n", "by and comment"},
		{"a customer without an address", "customers = [\"Anna <anna@x.example>\"]\n" + head, "customers"},
		{"a service without a name", head + "[[service]]\nsay = \"Payments\"\n", "service 1"},
		{"two services of one name", head + "[[service]]\nname = \"a\"\n[[service]]\nname = \"A\"\n", "two of the name"},
		{"too many contacts", head + "[[step]]\nat = \"1s\"\ncontacts = 1001\n", "contacts"},
		{"unknown unless", head + "[[step]]\nat = \"1s\"\nunless = \"panic\"\n", "acknowledge"},
		{"too big", head + strings.Repeat("# ....\n", maxScenario/7+1), "at most"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(fstest.MapFS{"x.toml": {Data: []byte(c.text)}}, "x.toml")
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "x.toml") {
				t.Errorf("says %v, want %q and the file in it", err, c.says)
			}
		})
	}
	if _, err := Load(fstest.MapFS{}, "gone.toml"); err == nil {
		t.Error("a file that is not there loads")
	}
}

func FuzzScenario(f *testing.F) {
	shop, err := assets.Drills.ReadFile("drills/shop.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(shop)
	f.Add([]byte(head + "[[step]]\nat = \"1s\"\n[[mail]]\nid=\"m\"\nfrom=\"a\\r\\nb\"\nsubject=\"s\"\nbody=\"{{when}}\"\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := Parse(raw)
		if err != nil {
			return
		}
		for _, step := range s.Steps {
			if step.At < 0 || step.At > s.Length {
				t.Errorf("a step at %s of %s", time.Duration(step.At), time.Duration(s.Length))
			}
			for _, id := range join(step.Fire, step.Clear, step.Silence) {
				if s.alert(id).ID != id {
					t.Errorf("alert %q is not there", id)
				}
			}
		}
		for _, m := range s.Mails {
			header, _, ok := strings.Cut(string(m.render(time.Unix(0, 0), 1)), "\r\n\r\n")
			if !ok || strings.Count(header, "\r\n") != 6 {
				t.Errorf("a header of a mail breaks out: %q", header)
			}
		}
	})
}

func TestTheDocumentedScenarioLoads(t *testing.T) {
	raw, err := os.ReadFile("../../docs/drills.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(raw), "```toml\n")
	example, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("docs/drills.md shows no scenario")
	}
	if _, err := Parse([]byte(example)); err != nil {
		t.Error(err)
	}
}
