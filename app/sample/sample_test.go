package sample_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"turnaround/app/sample"
)

const answer = `{"meta":{"pages":[1,2]},"data":{"alerts":[{"id":7,"name":"Disk is full","where":{"host":"db-1"},"tags":["a"],"a.b":"dotted","x||y":"no path"},{"id":8}],"old":[{"id":1}]}}`

func TestListsAreFoundTheLikeliestFirst(t *testing.T) {
	want := []sample.List{{"data.alerts", 2}, {"data.old", 1}}
	if got := sample.Lists([]byte(answer)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := sample.Lists([]byte(`[{"id":1}]`)); len(got) == 0 || got[0].Path != "@this" {
		t.Errorf("a bare list: %v", got)
	}
	for _, nothing := range []string{"", "null", "7", `{"a": [1, 2]}`, `{"a": {}}`, "<html>", `{"a"`} {
		if got := sample.Lists([]byte(nothing)); len(got) != 0 {
			t.Errorf("%q has the lists %+v", nothing, got)
		}
	}
}

func TestValuesOfTheFirstItemHavePathsThatReadThem(t *testing.T) {
	want := []sample.Value{{"id", "7"}, {"name", "Disk is full"}, {"where.host", "db-1"}, {"tags.0", "a"}, {`a\.b`, "dotted"}}
	if got := sample.Values([]byte(answer), "data.alerts"); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestHostileSamplesAreBounded(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	wide := `[{"k":"` + strings.Repeat("x", 1<<20) + "\\u001b[2J" + `"}` + strings.Repeat(`,{"k":1}`, 50_000) + `]`
	var keys strings.Builder
	for n := range 5000 {
		fmt.Fprintf(&keys, `,"k%d":"%s"`, n, strings.Repeat("long ", 100))
	}
	many := `[{"k":1` + keys.String() + `}]`
	for name, raw := range map[string]string{"deep": deep, "wide": wide, "many": many, "no JSON": "<html>", "empty": "", "cut off": `{"a":[{"b":`} {
		sample.Lists([]byte(raw))
		found := sample.Values([]byte(raw), "@this")
		if len(found) > 120 {
			t.Errorf("%s: %d values", name, len(found))
		}
		for _, v := range found {
			if len(v.Text) > 500 || strings.ContainsRune(v.Text, 0x1b) {
				t.Errorf("%s: value %.80q", name, v.Text)
			}
		}
	}
}
