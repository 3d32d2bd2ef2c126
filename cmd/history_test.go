package cmd

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestPastIncidentsSaysWhichKindOfFaultItMet(t *testing.T) {
	folder := t.TempDir()
	odd, good := filepath.Join(folder, "odd.json"), filepath.Join(folder, "good.json")
	for path, body := range map[string]string{odd: "[]", good: `{"incidents":[{"id":"1","name":"Search is slow","status":"investigating"}]}`} {
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for from, want := range map[string]string{
		"no address": "address", "ftp://status.example.org": "address", filepath.Join(folder, "none.json"): "file", odd: "answer",
		"http://127.0.0.1:1": "unreachable",
	} {
		_, err := PastIncidents(t.Context(), from)
		var f *PastFault
		if !errors.As(err, &f) || f.Kind != want || f.Error() == "" {
			t.Errorf("%s: %v, want a fault of kind %s", from, err, want)
		}
	}
	all, err := PastIncidents(t.Context(), " "+good+" ")
	if err != nil || len(all) != 1 || len(all[0].Incidents) != 1 {
		t.Errorf("%v, %v", all, err)
	}
}
