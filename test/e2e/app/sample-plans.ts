/** Fails at its second step, and says why. */
export const BROKEN = `
pulser: 1
name: supabase-migration
title: Migrate the orders
onFailure: stop
steps:
  - id: prepare
    title: Dump the schema
    do: { shell: "for i in $(seq 1 14); do echo table $i dumped; done; touch dumped" }
    verify: [{ name: the dump is there, shell: test -f dumped }]
  - id: apply
    title: Apply migration
    needs: [prepare]
    do: { shell: "echo applying 0142_orders_tax.sql; echo ERROR 23502 null in tax_rate >&2; exit 3" }
    verify: [{ name: the column is there, shell: test -f migrated }]
`;

/** Waits before a step that cannot be undone. */
export const ASKS = `
pulser: 1
name: rotate-credentials
title: Rotate DB credentials
steps:
  - id: grants
    title: Read grants on the old role
    do: { shell: "echo 31 of 31 grants copied; touch grants" }
    verify: [{ name: 31 grants are recorded, shell: test -f grants }]
    undo: { shell: rm -f grants }
  - id: drop-role
    title: Drop role app_rw
    effect: irreversible
    needs: [grants]
    do: { shell: "touch dropped" }
    verify: [{ name: the role is gone, shell: test -f dropped }]
`;

/** Asks for values. */
export const FORM = `
pulser: 1
name: window
title: Restart the consumers
steps:
  - id: ask
    title: Say when
    do:
      human:
        ask: When may it be restarted?
        fields:
          minutes: { type: integer, minimum: 5, title: Minutes }
          mode: { type: string, enum: [rolling, all], title: Mode }
    verify: [{ name: minutes are given, output: result.values.minutes >= 5 }]
`;

/** Prints as long as its data folder is there. */
export const COUNTS = (dataDir: string): string => `
pulser: 1
name: deploy-storefront
title: Deploy storefront to staging
steps:
  - id: check
    title: Check out the tag
    do: { shell: "touch tag" }
    verify: [{ name: the tag is there, shell: test -f tag }]
  - id: roll-out
    title: Roll out deployment
    needs: [check]
    do: { shell: "while [ -d ${dataDir} ]; do i=$((i + 1)); echo counted $i replicas; sleep 0.2; done" }
    verify: [{ name: all replicas are there, shell: test -f replicas }]
  - id: smoke
    title: Run smoke tests
    needs: [roll-out]
    do: { shell: "touch smoke" }
    verify: [{ name: the smoke tests pass, shell: test -f smoke }]
`;

/** Leaves a file of every kind that has a viewer; a text and a table differ from run to run. */
export const FILES = `
pulser: 1
name: report-usage
title: Report the usage of the month
steps:
  - id: report
    title: Write the report
    do:
      shell: |
        printf 'Usage of the month\\n\\nstorefront\\t31\\nbilling\\t%s\\n' "$(date +%N)" > report.txt
        printf '{"month":"2026-11","services":[{"name":"storefront","hours":31},{"name":"billing","hours":4}]}' > usage.json
        printf 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==' | base64 -d > chart.png
        printf -- '--- a/limits\\n+++ b/limits\\n@@ -1 +1 @@\\n-hours: 30\\n+hours: 40\\n' > limits.patch
        head -c 300 /dev/zero > raw.bin
    verify: [{ name: the report is there, shell: test -s report.txt }]
    undo: { shell: rm -f report.txt usage.json chart.png limits.patch raw.bin }
    artifacts: [report.txt, usage.json, chart.png, limits.patch, raw.bin]
`;
