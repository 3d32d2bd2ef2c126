package cmd

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"turnaround/cmd/pager"
	"turnaround/internal/fake/statuspage"
)

func TestChannelsAreListedAndTriedWithoutPublishing(t *testing.T) {
	page := statuspage.Start(t, time.Now)
	config := fmt.Sprintf("[me]\nname = \"Robin\"\n[[channel]]\nname = \"status page\"\nkind = \"statuspage\"\nurl = %q\npage = %q\nsecret = \"file:key\"\n"+
		"[[channel]]\nname = \"mail\"\nkind = \"smtp\"\nurl = \"smtps://mail.example.org\"\nfrom = \"status@example.org\"\nto = [\"ann@example.org\"]\n", page.URL, statuspage.Page)
	both(t, config, func(t *testing.T, s *shell) {
		s.write("key", statuspage.Key)
		var list []pager.ChannelState
		s.json(&list, "channels")
		if len(list) != 2 || list[0].Kind != "statuspage" || !list[0].Offered || list[1].Offered || list[1].Addresses != 1 {
			t.Errorf("channels: %+v", list)
		}
		if out := s.ok("channels"); !strings.Contains(out, "status page") || !strings.Contains(out, "the page mails its own subscribers") {
			t.Errorf("channels say %q", out)
		}
		if out := s.ok("channels", "test", "status page"); !strings.Contains(out, "passes") || !strings.Contains(out, "nothing was published") ||
			!strings.Contains(out, `the page "Shop EU"`) || !strings.Contains(out, "ftgks51sfs2d") || !strings.Contains(out, "whether the key may publish") {
			t.Errorf("the test says %q", out)
		}
		s.write("key", "of last year")
		_, errs, code := s.run("channels", "test", "status page")
		if code != exitFailed || !strings.Contains(errs, "the key is wrong or expired") || strings.Contains(errs, "of last year") {
			t.Errorf("an expired key: exit %d, %s", code, errs)
		}
		if _, errs, code = s.run("channels", "test", "statuspage"); code != exitUsage || !strings.Contains(errs, "status page") {
			t.Errorf("no such channel: exit %d, %s", code, errs)
		}
		if n := len(page.Incidents()); n != 0 {
			t.Errorf("%d incidents were published", n)
		}
	})
}
