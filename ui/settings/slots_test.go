package settings

import (
	"testing"

	"turnaround/app/sample"
)

const answer = `{"meta": {"tags": [{"x": 1}]}, "data": [
 {"id": 7, "name": "Checkout is slow", "labels": {"sev.level": "high", "host": "web-1"}, "state": "open", "steps": [{"at": "now"}]},
 {"id": 8, "name": "Disk"}]}`

func TestWhatIsCalledAsUsualIsMapped(t *testing.T) {
	mapped := guess(sample.Values([]byte(answer), "data"))
	if mapped["id"] != "id" || mapped["title"] != "name" || mapped["service"] != "labels.host" || mapped["status"] != "state" {
		t.Errorf("guessed %v", mapped)
	}
}
