// The tokens of the product's design, as far as the report needs them: chrome is neutral, hue means state.

const DARK = `color-scheme:dark;--bg:#121418;--card:#181b20;--well:#0d0f12;--line:#343a45;--fg:#eceef1;--fg2:#b9bfc9;--fg3:#949ba7;
--good:#6ecb92;--good-bg:#13291d;--good-line:#275339;--bad:#ff8f8a;--bad-bg:#381a1b;--bad-line:#7a3033;
--back:#c2aaff;--back-bg:#251d3c;--back-line:#4b3d7c;--doubt:#ff9dcf;--doubt-bg:#361a2b;--doubt-line:#77305a;
--person:#f3bd57;--person-bg:#302410;--person-line:#6e5220;--idle:#a3abb7;--idle-bg:#1e2228;--idle-line:#383e48`;

const LIGHT = `color-scheme:light;--bg:#f6f7f8;--card:#fff;--well:#fafbfc;--line:#c6cbd3;--fg:#15181d;--fg2:#3f4651;--fg3:#59616d;
--good:#17673a;--good-bg:#e2f4e8;--good-line:#a3d3b4;--bad:#b3202a;--bad-bg:#fde8e7;--bad-line:#eeacab;
--back:#5b38b4;--back-bg:#eee9fc;--back-line:#c7b7f0;--doubt:#9c1668;--doubt-bg:#fce6f2;--doubt-line:#eba9cf;
--person:#7f5000;--person-bg:#fdf0d3;--person-line:#e2bd6b;--idle:#57606c;--idle-bg:#eff1f4;--idle-line:#c6cbd3`;

/** The style sheet of the report: light and dark as the reader's system is, light on paper. */
export const STYLE = `:root{${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box;margin:0}
body{background:var(--bg);color:var(--fg);font:13px/20px Inter,system-ui,"Segoe UI",sans-serif;padding:32px 20px;overflow-wrap:anywhere}
main{max-width:920px;margin:0 auto}
h1{font-size:20px;line-height:24px;font-weight:600}
h2{font-size:16px;line-height:24px;font-weight:600;margin:32px 0 8px}
h3{font-size:14px;line-height:20px;font-weight:600}
h4{font-size:12px;line-height:16px;font-weight:600;color:var(--fg2);margin:16px 0 4px}
p+p,dl+p,p+pre{margin-top:4px}dl+p{margin-top:12px}p+pre,pre+p{margin-top:8px}
.meta{color:var(--fg2)}.quiet{color:var(--fg3)}
code,pre,.mono{font:12px/18px "JetBrains Mono",ui-monospace,"Cascadia Mono",Menlo,monospace}
pre{background:var(--well);border:1px solid var(--line);border-radius:5px;padding:8px 12px;white-space:pre-wrap}
.well{background:var(--well);border:1px solid var(--line);border-radius:5px;padding:8px 12px;font:12px/18px "JetBrains Mono",ui-monospace,"Cascadia Mono",Menlo,monospace}
.well dd{white-space:pre-wrap}
.card{background:var(--card);border:1px solid var(--line);border-radius:7px;padding:16px;margin-top:12px}
.head{display:flex;gap:8px;align-items:center;flex-wrap:wrap}
.pill{display:inline-flex;gap:6px;align-items:center;padding:2px 8px;border:1px solid var(--s-line);border-radius:999px;background:var(--s-bg);color:var(--s);font-weight:500}
.pill svg{width:14px;height:14px;flex:none}
.outcome{border:1px solid var(--s-line);border-radius:7px;background:var(--s-bg);padding:16px;margin-top:16px;display:flex;gap:12px}
.outcome svg{width:24px;height:24px;flex:none;color:var(--s)}
.outcome b{color:var(--s);font-size:16px;line-height:24px}
.good{--s:var(--good);--s-bg:var(--good-bg);--s-line:var(--good-line)}
.bad{--s:var(--bad);--s-bg:var(--bad-bg);--s-line:var(--bad-line)}
.back{--s:var(--back);--s-bg:var(--back-bg);--s-line:var(--back-line)}
.doubt{--s:var(--doubt);--s-bg:var(--doubt-bg);--s-line:var(--doubt-line)}
.person{--s:var(--person);--s-bg:var(--person-bg);--s-line:var(--person-line)}
.idle{--s:var(--idle);--s-bg:var(--idle-bg);--s-line:var(--idle-line)}
table{width:100%;table-layout:fixed;border-collapse:collapse;font-size:12px;line-height:16px}
th{font-size:11px;font-weight:500;color:var(--fg3);text-align:left}
th,td{padding:5px 12px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
tbody tr:last-child td{border-bottom:0}
th.check{width:26%}th.evidence{width:84px}th.size{width:96px}
td p.mono{font-size:11px;line-height:17px}
.state{color:var(--s);font-weight:500}.state svg{width:12px;height:12px;margin-right:6px;vertical-align:-2px}
.effect{margin-left:auto;font-size:12px;line-height:18px;padding:0 6px;border:1px solid transparent;border-radius:3px;color:var(--fg3)}
.effect.write{border-color:var(--line);color:var(--fg2)}.effect.irreversible{background:var(--fg);border-color:var(--fg);color:var(--card)}
.seen{white-space:pre-wrap}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 16px}
dt{color:var(--fg3)}
ul{padding-left:18px}li+li{margin-top:8px}dd li+li{margin-top:0}li .well,li pre{margin-top:4px}
@media (max-width:600px){body{padding:16px 12px}dl{grid-template-columns:minmax(0,1fr)}dd+dt{margin-top:4px}}
@page{margin:14mm}
@media print{body{padding:0;font-size:11px;line-height:16px;background:#fff;print-color-adjust:exact;-webkit-print-color-adjust:exact}main{max-width:none}
.outcome,tr,li{break-inside:avoid}h2,h3,h4,.head,thead{break-after:avoid}}`;
