package settings

import (
	"strings"
	"testing"
)

const answer = `{"meta": {"tags": [{"x": 1}]}, "data": [
 {"id": 7, "name": "Checkout is slow", "labels": {"sev.level": "high", "host": "web-1"}, "state": "open", "steps": [{"at": "now"}]},
 {"id": 8, "name": "Disk"}]}`

func TestTheListOfAlertsIsFound(t *testing.T) {
	for _, c := range []struct{ name, sample, want string }{
		{"within", answer, "data"},
		{"the whole", `[{"id": 1}]`, "@this"},
		{"deep", `{"result": {"alerts": [{"id": 1}, {"id": 2}]}}`, "result.alerts"},
	} {
		if found := tables([]byte(c.sample)); len(found) == 0 || found[0].Path != c.want {
			t.Errorf("%s: found %+v, want %s", c.name, found, c.want)
		}
	}
	for _, nothing := range []string{"", "null", "7", `{"a": [1, 2]}`, `{"a": {}}`, "<html>", `{"a"`} {
		if found := tables([]byte(nothing)); len(found) != 0 {
			t.Errorf("%q has the lists %+v", nothing, found)
		}
	}
}

func TestValuesAreShownByTheirPath(t *testing.T) {
	var paths []string
	for _, v := range values([]byte(answer), "data") {
		paths = append(paths, v.Path+"="+v.Text)
	}
	want := `id=7|name=Checkout is slow|labels.sev\.level=high|labels.host=web-1|state=open|steps.0.at=now`
	if got := strings.Join(paths, "|"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	mapped := guess(values([]byte(answer), "data"))
	if mapped["id"] != "id" || mapped["title"] != "name" || mapped["service"] != "labels.host" || mapped["status"] != "state" {
		t.Errorf("guessed %v", mapped)
	}
}

func TestASampleIsBounded(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	if found := values([]byte(deep), "@this"); len(found) != 0 {
		t.Errorf("found %d values", len(found))
	}
	var b strings.Builder
	b.WriteString(`[{`)
	for n := range 5000 {
		if n > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"k` + strings.Repeat("x", n%7) + strings.Repeat("y", n%11) + `":"` + strings.Repeat("long ", 100) + `"`)
	}
	b.WriteString(`}]`)
	found := values([]byte(b.String()), "@this")
	if len(found) > maxValues {
		t.Errorf("%d values", len(found))
	}
	for _, v := range found {
		if len([]rune(v.Text)) > maxText+1 {
			t.Fatalf("a text of %d runes", len([]rune(v.Text)))
		}
	}
}
