package mailalert_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"turnaround/app/incident"
	"turnaround/sync/mailalert"
)

// systems holds, per mail of testdata, which recogniser knows it and what it
// then says; the mails are invented, in the shapes the systems send.
var systems = []struct {
	mail, by string
	want     []string
}{
	{"alertmanager-firing", "alertmanager", []string{
		`firing f0511f6e9b7c7a72 shared="prometheus" title="a & b \"c\" <d>" text="one\ntwo  three" severity="critical" link="http://alertmanager.example.test:9093/#/alerts?receiver=mail" label.alertname="Speicherplatz läuft voll – Größe < 5 %" label.cluster="köln" label.expr="a = b = c" label.severity="critical" no-recovery`,
		`firing 82825aa7c46181db shared="prometheus" title="Labels" severity="critical" service="archive" link="http://prometheus.example.test/graph?g0.expr=x%3E1&g0.tab=1" runbook="https://runbooks.example.test/disk" label.alertname="Speicherplatz läuft voll – Größe < 5 %" label.cluster="köln" label.instance="a-very-long-instance-name-that-wraps-over-a-quoted-printable-line.example.test:9100" label.service="archive" label.severity="critical" no-recovery`,
	}},
	{"alertmanager-own-template", "alertmanager", []string{
		`resolved alertmanager:subject:diskwillfill prod-eu title="DiskWillFill prod-eu" text="All good again, says our own template." ends="11:58:00"`,
	}},
	{"alertmanager-partial", "alertmanager", []string{
		`firing efe67cebdbb0c2f8 shared="prometheus" title="5xx ratio above 5%" text="Ratio is 12.4%" severity="critical" service="checkout" link="http://prometheus.example.test/graph?g0.expr=up" label.alertname="HighErrorRate" label.cluster="prod-eu" label.instance="web-1:9090" label.service="checkout" label.severity="critical" no-recovery`,
		`resolved 7a8a8aa545bb31eb shared="prometheus" title="5xx ratio above 5%" severity="critical" service="checkout" link="http://alertmanager.example.test:9093/#/alerts?receiver=mail" ends="11:58:00" label.alertname="HighErrorRate" label.cluster="prod-eu" label.instance="web-2:9090" label.service="checkout" label.severity="critical"`,
	}},
	{"alertmanager-resolved", "alertmanager", []string{
		`resolved efe67cebdbb0c2f8 shared="prometheus" title="HighErrorRate" severity="critical" service="checkout" link="http://alertmanager.example.test:9093/#/alerts?receiver=mail" ends="11:58:00" label.alertname="HighErrorRate" label.cluster="prod-eu" label.instance="web-1:9090" label.service="checkout" label.severity="critical"`,
	}},
	{"alertmanager-text", "alertmanager", []string{
		`firing 2018a9bd7bc9d5f8 shared="prometheus" title="Disk fills in 4h" severity="warning" link="http://prometheus.example.test/graph?g0.expr=disk" label.alertname="DiskWillFill" label.instance="db-1:9100" label.note="first line\nsecond line" label.severity="warning" no-recovery`,
		`resolved 42ae61942b2c2de1 shared="prometheus" title="Disk fills in 4h" severity="warning" ends="11:58:00" label.alertname="DiskWillFill" label.instance="db-2:9100" label.severity="warning"`,
	}},
	{"bidi", "fallback", []string{
		`firing subject:backup@example.test:backup deliaf $(id) title="Backup deliaf $(id)" text="[31mred ab" severity="info" starts="11:59:42" no-recovery`,
	}},
	{"broken-multipart", "icinga2", []string{
		`firing web-1!http title="HTTP checkout on Web 1 (EU): CRITICAL - 12.4% 5xx" text="CRITICAL - 12.4% 5xx" severity="CRITICAL" service="http" starts="11:58:01" label.address="192.0.2.10" label.host="web-1" label.service="http" label.severity="CRITICAL"`,
	}},
	{"cloudwatch-alarm", "cloudwatch", []string{
		`firing arn:aws:cloudwatch:eu-central-1:123456789012:alarm:checkout-5xx title="checkout-5xx" text="Checkout answers with errors\nThreshold Crossed: 1 datapoint [95.0 (02/03/26 11:52:00)] was greater than the threshold (60.0)." severity="ALARM" link="https://eu-central-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=eu-central-1#alarmsV2:alarm/checkout-5xx" starts="11:57:40" label.account="123456789012" label.alertname="checkout-5xx" label.metric="HTTPCode_Target_5XX_Count" label.namespace="AWS/ApplicationELB" label.region="EU (Frankfurt)" no-recovery`,
	}},
	{"cloudwatch-insufficient_data", "cloudwatch", []string{
		`firing arn:aws:cloudwatch:eu-central-1:123456789012:alarm:checkout-5xx title="checkout-5xx" text="Checkout answers with errors\nThreshold Crossed: 1 datapoint [95.0 (02/03/26 11:52:00)] was greater than the threshold (60.0)." severity="info" link="https://eu-central-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=eu-central-1#alarmsV2:alarm/checkout-5xx" starts="11:57:40" label.account="123456789012" label.alertname="checkout-5xx" label.metric="HTTPCode_Target_5XX_Count" label.namespace="AWS/ApplicationELB" label.region="EU (Frankfurt)" no-recovery`,
	}},
	{"cloudwatch-ok", "cloudwatch", []string{
		`resolved arn:aws:cloudwatch:eu-central-1:123456789012:alarm:checkout-5xx title="checkout-5xx" text="Checkout answers with errors\nThreshold Crossed: 1 datapoint [95.0 (02/03/26 11:52:00)] was greater than the threshold (60.0)." severity="OK" link="https://eu-central-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=eu-central-1#alarmsV2:alarm/checkout-5xx" ends="11:57:40" label.account="123456789012" label.alertname="checkout-5xx" label.metric="HTTPCode_Target_5XX_Count" label.namespace="AWS/ApplicationELB" label.region="EU (Frankfurt)"`,
	}},
	{"forwarded", "icinga2", []string{
		`firing web-1!http title="HTTP checkout on Web 1 (EU): CRITICAL - 12.4% 5xx" text="CRITICAL - 12.4% 5xx" severity="CRITICAL" service="http" starts="11:58:01" label.address="192.0.2.10" label.host="web-1" label.service="http" label.severity="CRITICAL"`,
	}},
	{"gatus-resolved", "gatus", []string{
		`resolved gatus:shop/checkout title="shop/checkout: checkout answers" text="checkout answers\n❌ [STATUS] == 200\n✅ [RESPONSE_TIME] < 500" service="shop/checkout" ends="11:57:42" label.endpoint="shop/checkout"`,
	}},
	{"gatus-triggered", "gatus", []string{
		`firing gatus:shop/checkout title="shop/checkout: checkout answers" text="checkout answers\n❌ [STATUS] == 200\n✅ [RESPONSE_TIME] < 500" service="shop/checkout" starts="11:57:42" label.endpoint="shop/checkout" no-recovery`,
	}},
	{"goalert-acknowledged", "goalert", []string{
		`acknowledged by "Ann Ops" "" at 11:57:42 goalert:123 title="Acknowledged by Ann Ops" link="https://goalert.example.test/alerts/123"`,
	}},
	{"goalert-alert", "goalert", []string{
		`firing goalert:123 title="Closed valve stuck" link="https://goalert.example.test/alerts/123" starts="11:57:42" no-recovery`,
	}},
	{"goalert-bundle", "goalert", []string{
		`firing goalert:service:Checkout title="Service Checkout has 3 unacknowledged alerts" service="Checkout" link="https://goalert.example.test/services/0a/alerts" starts="11:57:42" label.service="Checkout" no-recovery`,
	}},
	{"goalert-closed", "goalert", []string{
		`resolved goalert:123 title="Closed by Ann Ops (and 2 others)" link="https://goalert.example.test/alerts/123" ends="11:57:42"`,
	}},
	{"grafana-mixed", "grafana", []string{
		`firing grafana:106f18b87434881f title="Errors > 5 %" severity="critical" service="checkout" link="https://grafana.example.test/alerting/grafana/abc/view" dashboard="https://grafana.example.test/d/abc" starts="11:52:57" label.alertname="Checkout errors" label.grafana_folder="Shop" label.service="checkout" label.severity="critical"`,
		`resolved grafana:e2099456c91c4f6d title="Errors > 5 %" severity="critical" service="basket" link="https://grafana.example.test/alerting/grafana/second/view" dashboard="https://grafana.example.test/d/abc" ends="11:58:00" label.alertname="Checkout errors" label.grafana_folder="Shop" label.service="basket" label.severity="critical"`,
	}},
	{"grafana-text", "grafana", []string{
		`resolved grafana:106f18b87434881f title="Checkout errors" severity="critical" service="checkout" ends="11:58:00" label.alertname="Checkout errors" label.grafana_folder="Shop" label.service="checkout" label.severity="critical"`,
	}},
	{"icinga2-acknowledgement", "icinga2", []string{
		`acknowledged by "alice" "Looking at it,\n  will be 10 minutes" at 11:58:01 web-1!http title="HTTP checkout on Web 1 (EU): CRITICAL - 12.4% 5xx" text="CRITICAL - 12.4% 5xx" severity="CRITICAL" service="http" link="https://icinga.example.test/service?name=http" label.address="192.0.2.10" label.host="web-1" label.service="http" label.severity="CRITICAL"`,
	}},
	{"icinga2-downtime", "icinga2", nil},
	{"icinga2-host", "icinga2", []string{
		`firing db-1 title="db-1: CRITICAL: host unreachable" text="CRITICAL: host unreachable" severity="critical" starts="11:58:01" label.address="192.0.2.11" label.host="db-1" label.severity="DOWN"`,
	}},
	{"icinga2-latin1", "icinga2", []string{
		`firing web-1!größe title="Größe on Köln: WARNING - 3 °C über Soll" text="WARNING - 3 °C über Soll" severity="WARNING" service="größe" starts="11:58:01" label.address="192.0.2.10" label.host="web-1" label.service="größe" label.severity="WARNING"`,
	}},
	{"icinga2-problem", "icinga2", []string{
		`firing web-1!http title="HTTP checkout on Web 1 (EU): CRITICAL - 12.4% 5xx" text="CRITICAL - 12.4% 5xx" severity="CRITICAL" service="http" starts="11:58:01" label.address="192.0.2.10" label.host="web-1" label.service="http" label.severity="CRITICAL"`,
	}},
	{"icinga2-recovery", "icinga2", []string{
		`resolved web-1!http title="HTTP checkout on Web 1 (EU): OK - 0.1% 5xx" text="OK - 0.1% 5xx" severity="info" service="http" ends="11:58:01" label.address="192.0.2.10" label.host="web-1" label.service="http" label.severity="OK"`,
	}},
	{"icinga2-unknown-charset", "icinga2", []string{
		`firing web-1!http title="HTTP checkout on Web 1 (EU): CRITICAL - 12 °C" text="CRITICAL - 12 °C" severity="CRITICAL" service="http" starts="11:58:01" label.address="192.0.2.10" label.host="web-1" label.service="http" label.severity="CRITICAL"`,
	}},
	{"nagios-gb2312", "nagios", []string{
		`acknowledged by "" "" at 11:58:01 数据库!磁盘 title="磁盘 on 数据库: 磁盘空间不足" text="磁盘空间不足" severity="WARNING" service="磁盘" label.host="数据库" label.service="磁盘" label.severity="WARNING"`,
	}},
	{"nagios-host-recovery", "nagios", []string{
		`resolved db-1 title="db-1: PING OK - Packet loss = 0%" text="PING OK - Packet loss = 0%" severity="info" ends="11:58:01" label.address="192.0.2.11" label.host="db-1" label.severity="UP"`,
	}},
	{"nagios-service", "nagios", []string{
		`firing web-1!HTTP title="HTTP on web-1: CRITICAL - Socket timeout after 10 seconds" text="CRITICAL - Socket timeout after 10 seconds" severity="CRITICAL" service="HTTP" starts="11:58:01" label.address="192.0.2.10" label.host="web-1" label.service="HTTP" label.severity="CRITICAL"`,
	}},
	{"pagerduty-bundle", "pagerduty", []string{
		`firing pagerduty:Q0ABC1 title="#101 Checkout down" severity="High" service="Checkout" link="https://acme.pagerduty.com/incidents/Q0ABC1" starts="11:57:42" no-recovery`,
		`firing pagerduty:Q0ABC2 title="#102 Basket slow" severity="High" service="Checkout" link="https://acme.pagerduty.com/incidents/Q0ABC2" starts="11:57:42" no-recovery`,
	}},
	{"pagerduty-status", "pagerduty", nil},
	{"plain", "fallback", []string{
		`firing subject:backup@example.test:backup of db-1 failed title="Backup of db-1 failed" text="exit status 2" severity="info" starts="11:59:42" no-recovery`,
	}},
	{"reply", "", nil},
	{"uptimekuma-down", "uptimekuma", []string{
		`firing uptimekuma:Shop [EU] title="Shop [EU]: connect ECONNREFUSED 192.0.2.10" text="connect ECONNREFUSED 192.0.2.10" service="Shop [EU]" starts="11:57:42" label.monitor="Shop [EU]"`,
	}},
	{"uptimekuma-up", "uptimekuma", []string{
		`resolved uptimekuma:Shop [EU] title="Shop [EU]: 200 - OK" text="200 - OK" service="Shop [EU]" ends="11:58:42" label.monitor="Shop [EU]"`,
	}},
	{"zabbix-problem", "zabbix", []string{
		`firing zabbix:4711 title="Größe von /var: weniger als 20 % frei" text="97 %" severity="High" link="https://zabbix.example.test/tr_events.php?triggerid=42&eventid=4711" starts="11:57:55" label.host="db-1" label.severity="High"`,
	}},
	{"zabbix-recovery-html", "zabbix", []string{
		`resolved zabbix:4711 title="Disk space is low" severity="warning" link="https://zabbix.example.test/tr_events.php?triggerid=42&eventid=4711" ends="11:58:00" label.host="db-1 & co" label.severity="Average"`,
	}},
	{"zabbix-update-comment", "zabbix", []string{
		`unacknowledged zabbix:4711 title="Disk space is low"`,
	}},
	{"zabbix-update", "zabbix", []string{
		`acknowledged by "Alice Ops (alice)" "Looking at it." at 11:57:58 zabbix:4711 title="Disk space is low"`,
	}},
}

func TestEveryFixtureSaysWhatItsSystemMeant(t *testing.T) {
	r := load(t)
	var named []string
	for _, each := range systems {
		named = append(named, filepath.Join("testdata", each.mail+".eml"))
		t.Run(each.mail, func(t *testing.T) {
			signals, by, err := r.Recognise(fixture(t, each.mail), noon, mailalert.Options{Fallback: true})
			if err != nil || by != each.by {
				t.Fatalf("recognised by %q, error %v; want %q", by, err, each.by)
			}
			var got []string
			for _, s := range signals {
				got = append(got, show(s))
				if !s.At.Equal(noon) {
					t.Errorf("At is %v, want the INTERNALDATE %v", s.At, noon)
				}
			}
			if !slices.Equal(got, each.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(each.want, "\n"))
			}
		})
	}
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil || !slices.Equal(files, named) {
		t.Errorf("the table and testdata differ: %v, %v", files, err)
	}
}

func TestAlertmanagerFingerprintIsThatOfTheAPI(t *testing.T) {
	signals, _, err := load(t).Recognise(fixture(t, "alertmanager-partial"), noon, mailalert.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range signals {
		if s.ID != incident.Fingerprint(s.Labels) || s.Shared != "prometheus" {
			t.Errorf("%s is shared as %q, its labels give %s", s.ID, s.Shared, incident.Fingerprint(s.Labels))
		}
	}
}
