package update

import (
	"time"

	"turnaround/app/incident"
)

var english = []rule{
	{"CU01", Draft{}, []string{
		"Card payments fail in the EU. We are looking into it.",
		"Login is slow for everyone. We will provide an update when we have one.",
		"Exports have been late since 11:00 UTC. More soon.",
	}, []string{
		"Card payments fail in the EU. Next update by 12:30 UTC.",
		"Login is slow for everyone. We will post another update in 30 minutes.",
		"Login is slow for everyone. Next update: 12:30 UTC",
		"Login is slow for everyone. We will write here again by 12:30 UTC.",
		"Exports are late. The next update will be at 1 PM UTC, even if nothing has changed.",
	}},
	{"CU02", Draft{Zone: time.UTC, Due: noon.Add(2 * time.Minute)}, []string{
		"Card payments fail.", "Login is slow for half of you.", "Reports are empty. Next update in 2 minutes.",
	}, nil},
	{"CU02", Draft{Zone: time.UTC, Practice: true, Due: noon.Add(50 * time.Second)}, []string{
		"Card payments fail.", "Login is slow for half of you.", "Reports are empty. Next update by 12:01 UTC.",
	}, nil},
	{"CU02", Draft{Zone: time.UTC, Practice: true, Due: noon.Add(90 * time.Second)}, nil, []string{
		"Card payments fail.", "Login is slow for half of you.", "Reports are empty. Next update in 2 minutes.",
	}},
	{"CU02", Draft{}, []string{
		"Card payments fail. Next update in 3 minutes.",
		"Login is slow. We will give another update in 4 minutes.",
		"Exports are late. Next update by 12:02 UTC.",
		"Exports are late. Next update by 11:30 UTC.", // half an hour ago, not in 23 hours
		"Exports are late. Next update today at 08:00 UTC.",
	}, []string{
		"Exports are late. Next update tomorrow at 11:30 UTC.",
		"Exports are late. Next update by 06:00 UTC.",
		"Card payments fail. Next update in 20 minutes.",
		"Login is slow. Next update by 12:06 UTC.",
		"Exports are late. We will tell you more.",
	}},
	{"CU03", Draft{Longest: 30 * time.Minute}, []string{
		"Card payments fail. Next update in 2 hours.",
		"Login is slow. Next update by 14:00 UTC.",
		"Exports are late. We will post another update within 45 minutes.",
	}, []string{
		"Card payments fail. Next update in 30 minutes.",
		"Login is slow. Next update by 12:25 UTC.",
		"Exports are late. We will post another update within 20 minutes.",
	}},
	{"CU04", Draft{Due: noon.Add(30 * time.Minute)}, []string{
		"Card payments fail. Next update by 13:00 UTC.",
		"Login is slow. Next update by 12:30.",
		"Since 11:40 exports are late. Next update in 30 minutes.",
	}, []string{
		"Card payments fail. Next update by 12:30 UTC.",
		"Login is slow. We will post another update in 30 minutes.",
		"Since 11:40 UTC exports are late. Next update at 1:30 pm CET.",
	}},
	{"CU05", Draft{}, []string{
		"We are investigating reports about the checkout. Next update in 30 minutes.",
		"Our team is on it and working hard.",
		"We see no errors so far, and cannot say more. Next update by 13:00 UTC.",
	}, []string{
		"You cannot pay by card at the moment.",
		"Messages arrive late.",
		"Pages in the app take longer to open.",
		"Uploads work again for half of you.",
		"The fix is in place. You should be able to pay by card again.",
		"The app closes when you open Reports.",
	}},
	{"CU06", Draft{}, []string{
		"We are investigating. Card payments fail in the EU.",
		"Our engineers were alerted at noon. Login is slow.",
		"Currently we are looking at the search. It returns wrong results.",
	}, []string{
		"Card payments fail in the EU. We are investigating.",
		"We know that login is slow, and are working on it.",
		"We're aware that mails arrive two hours late.",
		"Since noon search returns wrong results. Our team is on it.",
	}},
	{"CU07", Draft{}, []string{
		"Payments fail. Next update by 12:30 UTC.",
		"Login has been slow since 11:45 UTC. We look again in 30 minutes.",
		"Exports are late. Next update on 4 March at 3 pm UTC.",
	}, []string{
		"About 1 in 8 payments fail. Next update by 12:30 UTC.",
		"Login is slow in Europe. Next update by 12:30 UTC.",
		"Exports are late. We do not know yet how many of you it affects.",
	}},
	{"CU08", Draft{}, []string{
		"Some users cannot log in.",
		"We are aware of an issue with checkout.",
		"Intermittent failures of the export have been reported.",
	}, []string{
		"Some users, about 3 %, cannot log in.",
		"Half of all checkouts fail.",
		"One export in ten fails.",
	}},
	{"CU09", Draft{}, []string{
		"High latency makes pages slow.",
		"We are doing a rollback because logins fail.",
		"An upstream provider drops card payments.",
	}, []string{
		"Pages are slow to open.",
		"We are returning to the previous version because logins fail.",
		"A service we build on drops card payments.",
		"Builds with Node.js and Node 22 fail.",
	}},
	{"CU10", Draft{Glossary: []string{"CRM"}}, []string{
		"The SSO page does not load.", "Your VPN drops every hour.", "RDS is slow, so reports are late.",
	}, []string{
		"The API is slow.", "POST requests fail.", "The CRM does not load.", "Single sign-on (SSO) fails. SSO is the way most of you log in.", "Next update at 3 PM UTC.",
	}},
	{"CU11", Draft{}, []string{
		"Infrastructural deterioration necessitates comprehensive investigation of authentication functionality, and unavailability of organisational administration capabilities predominantly originates from configuration inconsistencies affecting international subscription identification, notification distribution and documentation synchronisation, additionally complicating communication.",
		"Notwithstanding considerable remediation activities undertaken by responsible organisational representatives, functionality degradation continues affecting authentication operations internationally, consequently necessitating additional investigation of configuration modifications implemented previously during scheduled infrastructure maintenance operations and administration activities.",
		"Customers utilising subscription functionality experience intermittent unavailability of administrative capabilities following configuration modification activities, predominantly concerning international organisations participating in notification programmes, additionally affecting documentation repositories, synchronisation operations and authentication infrastructure.",
	}, []string{
		"Card payments fail in the EU. About 1 in 8 does not go through. Your basket is kept, and you will not be charged twice. We are moving payments to a second bank. Bank transfer works. Please use it for now.",
		"You cannot log in. We saw it at noon. We have put the old page back, and it loads for half of you now. If you are still locked out, wait ten minutes and then try once more. Your work is safe.",
		"Authentication unavailability.",
	}},
	{"CU12", Draft{}, []string{
		"Since noon today card payments in the shop and in the app have failed for about one in eight of you and we are now moving all of them to a second bank so that you can pay.",
		"We saw that the export of your reports was late and so we looked at the queue and then at the disks and then at the network and found that none of them was to blame.",
		"Login is slow for half of you and it will stay so until the old page is back which takes a while because every copy of it has to be put in place one after the other.",
	}, []string{
		"Card payments fail for about one in eight of you. We are moving them to a second bank.",
		"Exports are late. The queue is fine. The disks are fine. The network is fine. We look at the files next, one after the other, until we know.",
		"Login is slow on version 2.5 of the app. It takes up to 20 s. Version 2.4 is fine. Please use that one until we have put the old page back for all.",
	}},
	{"CU13", Draft{Words: 12, Runes: 100}, []string{
		"Card payments fail in the EU and in the UK, and we are moving them to a second bank as fast as we can go.",
		"One two three four five six seven eight nine ten eleven twelve thirteen.",
		"Wordswithoutanyspacebetweenthemareshortincountandyetmuchtoolongforachannelthattakesonlyahundredcharacters",
	}, []string{
		"Card payments fail in the EU. Next update by 12:30 UTC.", "Login is slow.", "Half of all exports are late.",
	}},
	{"CU14", Draft{}, []string{
		"Payments will be fixed by noon.", "Login should be back within minutes.", "We will tell you more shortly, and guarantee that no payment is lost.",
	}, []string{
		"Payments fail. Next update in 30 minutes.", "We will write as soon as we know more, at the latest at 13:00 UTC.", "Login works again sooner than we thought.",
	}},
	{"CU15", Draft{}, []string{
		"Payments fail due to a broken disk.", "Login is slow, caused by a new release.", "Exports are late because of high load.",
	}, []string{
		"Payments fail. We do not know why yet.", "Login is slow. We are looking for the cause.", "Exports that are due at noon arrive late.",
	}},
	{"CU15", Draft{Phase: incident.Identified}, nil, []string{
		"Payments fail due to a broken disk.", "Login is slow, caused by a new release.", "Exports are late because of high load.",
	}},
	{"CU16", Draft{Previous: "Card payments fail in the EU. We are looking for the cause. Next update by 12:00 UTC."}, []string{
		"Card payments fail in the EU. We are looking for the cause. Next update by 12:30 UTC.",
		"Card payments fail in the EU. We are looking for the cause. Next update by 14:00 UTC!",
		"card payments fail in the EU - we are looking for the cause; next update by 1:15 UTC",
	}, []string{
		"Card payments still fail in the EU. The bank's side is fine; we are checking ours. Next update by 12:30 UTC.",
		"About 1 in 8 card payments in the EU fails. We have ruled out the bank. Next update by 12:30 UTC.",
		"Card payments work again. We are watching them. Next update by 14:00 UTC.",
	}},
	{"CU17", Draft{}, []string{
		"Human error stopped all payments.", "An engineer deleted the list, so exports fail.", "Logins fail after a mistake by the night shift.",
	}, []string{
		"A command that needs no second look stopped all payments.", "Our engineers are working on it; exports fail.", "The mistake was ours: logins fail in Europe.",
	}},
	{"CU18", Draft{}, []string{
		"AWS is down, so our pages fail.", "Our provider has trouble in Europe.", "Payments fail due to our cloud provider.",
	}, []string{
		"Half of our pages fail. One of the services we build on, AWS, is slow.",
		"Payments fail in Europe. We are moving them away from our provider.",
		"You cannot log in. We are switching to a spare.",
	}},
	{"CU19", Draft{}, []string{
		"Mistakes were made, and payments failed.", "The login page is being worked on.", "Exports in Europe were impacted.",
	}, []string{
		"We made a mistake, and payments failed.", "The login page is being worked on by our night shift.", "Exports in Europe failed.",
	}},
	{"CU20", Draft{}, []string{
		"Logins fail on db-prod-03.internal.", "Our host 10.2.3.4 is slow.", "Exports fail, see OPS-1234.", "Files under /var/lib/pay are missing.",
		"Ask ann.smith@example.com about payments.", "Payments fail: java.lang.IllegalStateException", "psp-eu-2 times out.",
	}, []string{
		"Logins fail in Europe.", "Pages at https://status.example.com/home load slowly.", "Write to support@example.com if payments fail.",
		"Files saved as UTF-8 or with SHA-256 sums are missing.", "Version 1.2.3.4 of the app is slow, and in us-east-1 it fails.",
	}},
	{"CU21", Draft{Customers: []string{"Acme Holdings", "Booking.example", "Target"}}, []string{
		"Logins of Acme Holdings fail.", "Booking.example cannot pay.", "Payments of Target fail.",
	}, []string{
		"Logins fail for one customer.", "Half of all bookings cannot be paid.", "We have missed our target: payments fail.",
	}},
	{"CU22", Draft{Phase: incident.PhaseResolved}, []string{
		"Payments work again since 12:00 UTC.", "Sorry for any inconvenience.", "It is over. Thank you for your patience.",
	}, []string{
		"Payments work again. We are sorry for the orders you lost.", "Logins failed for an hour. We apologise to those who could not work.", "Exports arrive again. Sorry that your reports were late.",
	}},
	{"CU23", Draft{Phase: incident.PhaseResolved}, []string{
		"This incident has been resolved.", "Payments work again. We are sorry.", "From 10:00 to 11:00 UTC payments failed. No data was lost.",
	}, []string{
		"From 10:00 to 11:00 UTC payments failed. No data was lost. We will publish what happened.",
		"Logins failed from 9:15 UTC for 40 minutes. Your data is safe. We have changed how keys are renewed.",
		"Exports were late between 8:00 and 9:30 UTC. Nothing was lost. Next steps follow in a review.",
	}},
	{"CU24", Draft{}, []string{
		"An outage of payments in Europe.", "The login is completely down.", "We have found the cause of the failing exports.",
	}, []string{
		"Payments fail in Europe.", "Login fails for half of you. This is not an outage.", "The cause of the failing exports has not been identified.",
	}},
	{"CU24", Draft{Previous: "Card payments fail for 1 in 8 customers. This began at 09:52 UTC."}, []string{
		"Card payments fail since 09:20 UTC.", "Card payments fail for 1 in 8. This began at 10:15 UTC.", "Exports fail since 10:02 UTC.",
	}, []string{
		"Card payments fail since 09:52 UTC.", "Card payments fail for 1 in 8 customers.", "Card payments fail. This began at 09:52 UTC. Next update by 12:30 UTC.",
	}},
	{"CU24", Draft{Phase: incident.PhaseResolved, Broken: 2}, []string{
		"Payments work again.", "Logins work again since 12:00 UTC.", "It is over.",
	}, nil},
	{"CU25", Draft{Phase: incident.Identified}, []string{
		"Payments fail. A full disk is to blame.", "Logins fail; we are putting the old page back.", "Exports are late in Europe. Next update by 12:30 UTC.",
	}, []string{
		"Payments fail. Please use bank transfer until then.", "Logins fail. There is no workaround yet.", "Exports are late. You can download the report as a file instead.",
	}},
	{"CU26", Draft{}, []string{
		"We look again at midnight.", "Exports made on 03/04 are missing.", "Next update tomorrow.",
	}, []string{
		"We look again at 11:59 pm UTC on 4 March.", "We answer 24/7, and 1/8 of all exports are missing.", "Exports made on 25/12/2025 are missing.",
	}},
	{"CU27", Draft{}, []string{
		"Payments fail. See our status page.", "For details see status.example.com.", "Please check the status page.",
	}, []string{
		"Payments fail in Europe. Please use bank transfer.",
		"Half of all logins fail since 11:45 UTC, and we are putting the old page back. It takes about an hour until all copies of it are in place. Read more at status.example.com.",
		"Your status page shows wrong times.",
	}},
	{"CU28", Draft{}, []string{
		"PAYMENTS FAIL!!", "The the login is slow.", "URGENT NOTICE: exports are late.", "🙏",
	}, []string{
		"Payments fail!", "We know that that login is slow.", "HTTP and SFTP exports are late.",
		"الدفع بالبطاقة لا يعمل الآن", "カード決済が失敗します。", "Card payments fail: " + "AKIA" + "QWERTYUIOPASDFGH",
	}},
	{"CU29", Draft{Severity: incident.Critical}, []string{
		"Oops, payments fail.", "A small hiccup stops all logins.", "Exports fail 😅",
	}, []string{
		"Payments fail.", "Logins stop for half of you.", "Group exports fail, and shoppers cannot pay.",
	}},
	{"CU29", Draft{Severity: incident.Minor}, nil, []string{
		"Oops, the logo is missing.", "A small hiccup in the icons.", "Exports are blue 😅",
	}},
	{"CU30", Draft{Original: noon, Written: noon.Add(-time.Minute)}, []string{
		"Payments fail.", "Login is slow.", "Exports are late.",
	}, nil},
	{"CU30", Draft{Original: noon, Written: noon.Add(time.Minute)}, nil, []string{
		"Payments fail.", "Login is slow.", "Exports are late.",
	}},
	{"CU31", Draft{}, []string{
		"Payments fail. Next update by {{next}}.", "Login is slow since [insert time].", "TBD", "Next update at ??:??.",
	}, []string{
		"Payments fail. Next update by 13:00 UTC.", "Login [in the app] is slow.", "The field todo shows wrong names.",
	}},
	{"CU32", Draft{Facts: incident.Affected{Share: "about 1 in 8"}}, []string{
		"All customers cannot pay.", "Nobody can log in.", "Everyone waits for exports.",
	}, []string{
		"About 1 in 8 customers cannot pay.", "Half of all logins fail.", "Exports are late. We write to all of you at 13:00 UTC.",
	}},
	{"CU32", Draft{Facts: incident.Affected{Share: "all"}}, []string{
		"A few customers cannot pay.", "Some users cannot log in.", "A small number of exports fail.",
	}, []string{
		"No customer can pay.", "Nobody can log in.", "All exports fail.",
	}},
}
