package restsource

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBuiltinProfilesAreSound(t *testing.T) {
	names := BuiltinNames()
	if len(names) < 4 {
		t.Fatalf("built in are %v, want at least alertmanager, generic, pagerduty, pagertree", names)
	}
	for _, name := range names {
		if _, err := Builtin(name); err != nil {
			t.Error(err)
		}
	}
}

func TestAWrongProfileSaysWhere(t *testing.T) {
	const good = "[[list]]\nitems = \"@this\"\npath = \"/a\"\n[fields]\nid = \"id\"\ntitle = \"t\"\n"
	cases := []struct{ name, text, want string }{
		{"unknown key", good + "tittle = \"x\"\n", `line 7: unknown key "fields.tittle"`},
		{"unknown table", good + "[colour]\nred = 1\n", `line 7: unknown key "colour"`},
		{"wrong type", "[[list]]\nitems = 3\n", "line 2"},
		{"no TOML", "[[list]\n", "line 1"},
		{"no list", "[fields]\nid = \"id\"\ntitle = \"t\"\n", "needs at least one [[list]]"},
		{"no id", "[[list]]\nitems = \"@this\"\n[fields]\ntitle = \"t\"\n", "id and title are needed"},
		{"no items", "[[list]]\npath = \"/a\"\n[fields]\nid = \"i\"\ntitle = \"t\"\n", "items is missing"},
		{"unknown paging", strings.Replace(good, "[fields]", "[list.paging]\nkind = \"scroll\"\n[fields]", 1), `paging kind "scroll"`},
		{"unknown auth", good + "[auth]\nkind = \"magic\"\n", `kind "magic"`},
		{"unknown variable", strings.Replace(good, "/a", "/a/{moon}", 1), "no variable {moon}"},
		{"undeclared param", strings.Replace(good, "\"id\"", "\"$where\"", 1), `"$where" is used but not declared`},
		{"open brace", strings.Replace(good, "\"t\"", "\"{t\"", 1), "without its path"},
		{"unknown mark", good + "[[mark]]\nkind = \"liked\"\n", `kind "liked"`},
		{"unknown verb", good + "[actions.call.shout]\nmethod = \"POST\"\n", "no such verb"},
		{"wrong method", good + "[actions.call.note]\nmethod = \"GET\"\n", `method "GET"`},
		{"wrong body", good + "[actions.call.note]\nmethod = \"POST\"\nbody = { a = [\"{moon}\"] }\n", "no variable {moon}"},
		{"wrong duration", good + "[restart]\nhold = \"soon\"\n", `"soon" is no duration`},
		{"wrong condition", strings.Replace(good, "path", "only = [\"=a\"]\npath", 1), "has no path"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("mine", []byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "profile mine") {
				t.Errorf("error is %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestAPersonsOwnProfileComesFirst(t *testing.T) {
	folder := t.TempDir()
	mine := "title = \"Mine\"\n[[list]]\nitems = \"@this\"\n[fields]\nid = \"id\"\ntitle = \"t\"\n"
	if err := os.WriteFile(filepath.Join(folder, "pagertree.toml"), []byte(mine), 0o600); err != nil {
		t.Fatal(err)
	}
	library, err := Open([]string{folder})
	if err != nil {
		t.Fatal(err)
	}
	if p, err := library.Find("pagertree"); err != nil || p.Title != "Mine" {
		t.Errorf("found %q, %v, want the person's own", p.Title, err)
	}
	if p, err := library.Find("pagerduty"); err != nil || p.Title != "PagerDuty" {
		t.Errorf("found %q, %v, want the built-in one", p.Title, err)
	}
	if _, err := library.Find("pagertre"); err == nil || !strings.Contains(err.Error(), "pagertree") {
		t.Errorf("error is %v, want one that lists what there is", err)
	}
	if _, err := Open([]string{filepath.Join(folder, "none.toml")}); err == nil {
		t.Error("a missing file is no error")
	}
}

func TestParamsAreCheckedByName(t *testing.T) {
	p, err := Builtin("pagerduty")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newPlan(p, map[string]string{"team_id": "P1"}); err == nil || !strings.Contains(err.Error(), "team_ids") {
		t.Errorf("error is %v, want one that names the known params", err)
	}
	plan, err := newPlan(p, map[string]string{"team_ids": "P1, P2"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := plan.lists[0].request.fill(nil)
	if err != nil || !strings.Contains(c.path, "team_ids%5B%5D=P1&team_ids%5B%5D=P2") {
		t.Errorf("path is %s, %v, want both teams in it", c.path, err)
	}
}
