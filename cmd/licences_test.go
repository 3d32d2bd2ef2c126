package cmd

import (
	"bytes"
	"strings"
	"testing"
)

func TestLicencesNameWhatIsInside(t *testing.T) {
	for flag, want := range map[string][]string{
		"":       {"fyne.io/fyne/v2", "BSD-3-Clause", "Inter", "OFL-1.1"},
		"--full": {"fyne.io/fyne/v2", "SIL OPEN FONT LICENSE", "Redistributions in binary form"},
		"--json": {`"name": "fyne.io/fyne/v2"`, `"licence": "BSD-3-Clause"`},
	} {
		t.Run(flag, func(t *testing.T) {
			var out, errs bytes.Buffer
			c := &cli{out: &out, errs: &errs, in: strings.NewReader("")}
			if code := c.main(t.Context(), strings.Fields("licences "+flag)); code != exitOK {
				t.Fatalf("exit code %d: %s", code, errs.String())
			}
			for _, text := range want {
				if !strings.Contains(out.String(), text) {
					t.Errorf("%q is not said", text)
				}
			}
		})
	}
}
