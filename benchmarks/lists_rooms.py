"""What the other rooms hold of the cases of lists_data.py: crossings, claims, plans, payments.

Shares are the same at every size; what has been is much, what goes on at one time is little:
of a thousand cases one is on the way, as many as officers can watch over. Rows with codes of a
catalogue are made like the demonstration's own; nothing sealed can be opened.
"""

PASSAGE = """
INSERT INTO passage_crossingrow
    (id, case_id, mode, concern, told_by, told_at, sealed, opened_at)
SELECT md5('crossing' || c.n)::uuid, c.file_id,
       (ARRAY['foot', 'vehicle', 'drone_led'])[c.n %% 3 + 1], 'none', o.id, now(), '\\x00',
       now() - c.luck * interval '1 hour'
FROM bench_case c JOIN bench_officer o ON o.n = c.first
WHERE c.open AND (c.luck %% 7 > 3 OR c.luck %% 224 = 3);
INSERT INTO passage_noticerow
    (id, crossing_id, revision, state, window_start, window_end, digest, sealed, proposed_by,
     proposed_at)
SELECT md5('notice' || c.n)::uuid, md5('crossing' || c.n)::uuid, 1,
       CASE WHEN c.luck %% 7 > 3 THEN 'expired'
            WHEN c.n %% 3 = 0 THEN 'proposed' ELSE 'draft' END,
       now() + (c.n %% 9000 - 4500) * interval '1 hour',
       now() + (c.n %% 9000 - 4490) * interval '1 hour',
       md5('digest' || c.n) || md5('digest' || c.n), '\\x00', o.id, now()
FROM bench_case c JOIN bench_officer o ON o.n = c.first
WHERE c.open AND (c.luck %% 7 > 3 OR c.luck %% 224 = 3) AND c.n %% 4 > 0;
"""

MATERIEL = """
INSERT INTO materiel_claim
    (id, case_id, type_code, tariff_version, "on", state, version, companions, seized,
     sealed_marks, matcher_copy, registered_by, registered_key, registered_at, compared_at)
SELECT md5('claim' || c.n)::uuid, c.file_id, like_it.type_code, like_it.tariff_version,
       like_it."on", CASE WHEN c.open THEN 'claimed' ELSE 'rejected' END, 1, 'nobody_else',
       false, '\\x00', '\\x00', o.id, o.key_id, now() - c.n * interval '1 second', now()
FROM bench_case c JOIN bench_officer o ON o.n = c.first
CROSS JOIN (SELECT type_code, tariff_version, "on" FROM materiel_claim ORDER BY id LIMIT 1)
    AS like_it
WHERE c.luck %% 20 = 0;
INSERT INTO materiel_move
    (id, claim_id, claim_version, origin, event, target, status, first_by, first_key, first_at,
     second_key)
SELECT md5('move' || c.n)::uuid, md5('claim' || c.n)::uuid, 1, 'claimed', 'withdraw',
       'withdrawn', 'pending', o.id, o.key_id, now(), ''
FROM bench_case c JOIN bench_officer o ON o.n = c.other
WHERE c.open AND c.luck %% 500 = 0;
"""

SUPPORT = """
INSERT INTO support_payment
    (id, case_id, stream, state, payee, amount_minor, currency, tariff_version, payee_checked,
     deviation, drafted_by, approved_by, bank_reference, changed_at)
SELECT md5('payment' || c.n)::uuid, c.file_id, 'hardship',
       CASE WHEN NOT c.open THEN 'paid' WHEN c.luck %% 400 = 1 THEN 'drafted' ELSE 'none' END,
       'person', 1000 + c.n %% 90000, 'EUR',
       '', true, false, f.id, CASE WHEN c.open THEN NULL ELSE s.id END, '',
       now() - c.n * interval '1 second'
FROM bench_case c JOIN bench_officer f ON f.n = c.first JOIN bench_officer s ON s.n = c.other
WHERE c.luck %% 20 = 1;
INSERT INTO support_entry (id, payment_id, act, at)
SELECT md5('entry' || c.n)::uuid, md5('payment' || c.n)::uuid, 'paid', now()
FROM bench_case c WHERE c.luck %% 20 = 1 AND NOT c.open;
INSERT INTO support_posting (id, entry_id, account, amount_minor, currency)
SELECT md5('posting' || side || '.' || c.n)::uuid, md5('entry' || c.n)::uuid,
       CASE side WHEN 1 THEN 'paid:hardship' ELSE 'bank:hardship' END,
       side * (1000 + c.n %% 90000), 'EUR'
FROM bench_case c, unnest(ARRAY[1, -1]) side WHERE c.luck %% 20 = 1 AND NOT c.open;
"""

CARE = """
INSERT INTO casework_person (id, case_id, relation, sealed)
SELECT md5('person' || c.n)::uuid, c.file_id, 'applicant', '\\x00'
FROM bench_case c WHERE c.open AND (c.luck %% 7 > 3 OR c.luck %% 100 = 7);
INSERT INTO protection_plan
    (id, file_id, person_id, officer_id, level, opened_at, review_by, version, sealed_facts)
SELECT md5('plan' || c.n)::uuid, c.file_id, md5('person' || c.n)::uuid, o.id,
       (ARRAY['standard', 'enhanced', 'critical'])[c.n %% 3 + 1], now(),
       now() + interval '90 days', 1, '\\x00'
FROM bench_case c JOIN bench_officer o ON o.n = c.first WHERE c.open AND c.luck %% 7 > 3;
INSERT INTO protection_checkin
    (id, plan_id, starts_at, every_hours, grace_minutes, missed_after_minutes, last_answer_at,
     next_due, state, active)
SELECT md5('checkin' || c.n)::uuid, md5('plan' || c.n)::uuid, now() - interval '9 days', 24, 60,
       240, now() - interval '1 hour',
       now() + ((c.n * 7 + 3) %% 9000 - 90) * interval '1 minute', 'on_time', true
FROM bench_case c WHERE c.open AND c.luck %% 7 > 3;
INSERT INTO protection_alarm (id, file_id, letter_id, cause, raised_at)
SELECT md5('alarm' || c.n)::uuid, c.file_id, md5('letter' || c.n)::uuid, 'not_well', now()
FROM bench_case c WHERE c.open AND c.luck %% 1000 = 5;
INSERT INTO screening_query
    (id, file_id, person_id, asked_by, asked_at, state, answered_at, sealed_answer)
SELECT md5('query' || c.n)::uuid, c.file_id, md5('person' || c.n)::uuid, o.id, now(), 'done',
       now(), '\\x00'
FROM bench_case c JOIN bench_officer o ON o.n = c.first
WHERE c.open AND c.luck %% 100 = 7 AND c.first > 9;
INSERT INTO screening_hit (id, file_id, query_id, ordinal, sealed)
SELECT md5('hit' || c.n)::uuid, c.file_id, md5('query' || c.n)::uuid, 0, '\\x00'
FROM bench_case c WHERE c.open AND c.luck %% 100 = 7 AND c.first > 9;
INSERT INTO status_filedeadline
    (id, file_id, rule, earliest, latest, seats, safe_on, state, added_by)
SELECT md5('deadline' || c.n)::uuid, c.file_id, like_it.rule, current_date, current_date,
       like_it.seats, current_date + (c.n %% 700)::int + 1, 'open', o.id
FROM bench_case c JOIN bench_officer o ON o.n = c.first
CROSS JOIN (SELECT rule, seats FROM status_filedeadline ORDER BY id LIMIT 1) AS like_it
WHERE c.open AND c.luck %% 7 = 5;
INSERT INTO vetting_conclusion
    (id, file_id, result, state, proposed_by, proposed_at, sealed_words)
SELECT md5('conclusion' || c.n)::uuid, c.file_id, 'clear', 'pending', o.id, now(), '\\x00'
FROM bench_case c JOIN bench_officer o ON o.n = c.first WHERE c.open AND c.luck %% 400 = 9;
"""

OFFICE = """
INSERT INTO casework_told (id, case_id, what, version, language, way, mark, told_by, at)
SELECT md5('told' || c.n)::uuid, c.file_id, like_it.what, like_it.version, 'ru', 'paper',
       lpad(to_hex(c.n), 8, '0'), o.id, now() - c.luck * interval '1 hour'
FROM bench_case c JOIN bench_officer o ON o.n = c.first
CROSS JOIN (SELECT what, version FROM casework_told WHERE version <> '' ORDER BY id LIMIT 1)
    AS like_it
WHERE c.open;
INSERT INTO casework_retention (case_id, due_on, keeps, reckoned_on)
SELECT c.file_id, current_date + c.luck - 20,
       CASE WHEN c.n %% 9 = 1 THEN ARRAY['PAYMENT'] ELSE ARRAY[]::varchar[] END, current_date
FROM bench_case c WHERE NOT c.open;
INSERT INTO casework_hold (id, case_id, placed_by, placed_at, review_on)
SELECT md5('hold' || c.n)::uuid, c.file_id, o.id, now(), current_date + c.luck
FROM bench_case c JOIN bench_officer o ON o.n = c.first WHERE c.open AND c.luck %% 53 = 0;
INSERT INTO casework_referral
    (id, case_id, recipient_id, ground, parts, sealed, state, proposed_by, proposed_at)
SELECT md5('referral' || c.n)::uuid, c.file_id, r.id, 'CONSENT', ARRAY['contact'], '\\x00',
       'proposed', o.id, now()
FROM bench_case c JOIN bench_officer o ON o.n = c.first
CROSS JOIN (SELECT id FROM casework_recipient ORDER BY id LIMIT 1) AS r
WHERE c.open AND c.luck %% 90 = 11;
INSERT INTO casework_link (id, low_id, high_id, kind, proposed_by, proposed_at)
SELECT md5('link' || c.n)::uuid, least(c.file_id, d.file_id), greatest(c.file_id, d.file_id),
       'same group', o.id, now()
FROM bench_case c JOIN bench_case d ON d.n = c.n + 200 JOIN bench_officer o ON o.n = c.first
WHERE c.open AND d.open AND c.luck %% 200 = 13;
"""

ROOMS = (PASSAGE, MATERIEL, SUPPORT, CARE, OFFICE)
TABLES = (
    "passage_crossingrow passage_noticerow materiel_claim materiel_move support_payment "
    "support_entry support_posting casework_person protection_plan protection_checkin "
    "screening_query screening_hit status_filedeadline vetting_conclusion casework_told "
    "casework_retention casework_hold casework_referral casework_link"
).split()
