package sample_test

import (
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
	for name, raw := range map[string]string{"deep": deep, "wide": wide, "no JSON": "<html>", "empty": "", "cut off": `{"a":[{"b":`} {
		sample.Lists([]byte(raw))
		for _, v := range sample.Values([]byte(raw), "@this") {
			if len(v.Text) > 500 || strings.ContainsRune(v.Text, 0x1b) {
				t.Errorf("%s: value %.80q", name, v.Text)
			}
		}
	}
}
