/** The look of the report page: light and dark as the reader's system is set, light on paper, readable on a phone. */
export const style = `
:root{color-scheme:light dark;--page:#f5f6f8;--card:#fff;--ink:#1d2330;--soft:#566076;--line:#d5dae3;--now:#2f7fc1;--then:#1d2330;--limit:#b34700;--bad:#a3162a;--bad-page:#fdecee;--warn:#8a3b00;--warn-page:#fff3e5;--good:#116329;--good-page:#e8f6ec;--none:#566076;--none-page:#eef0f4}
@media (prefers-color-scheme:dark){:root{--page:#14171d;--card:#1d222b;--ink:#e9ecf2;--soft:#a9b3c6;--line:#3a4250;--now:#4b9be0;--then:#f2f4f8;--limit:#ffb26b;--bad:#ff9aa6;--bad-page:#38191e;--warn:#ffc48a;--warn-page:#33241a;--good:#8fdda6;--good-page:#16301f;--none:#a9b3c6;--none-page:#262c37}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:64rem;margin:0 auto;padding:1.25rem 1rem 2.5rem}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 .4rem}
h2{font-size:1.15rem;margin:1.9rem 0 .6rem}
p{margin:.4rem 0}
.soft{color:var(--soft)}
.verdict{display:inline-block;font-weight:650;border-radius:99px;padding:.1rem .75rem;margin-right:.5rem;white-space:nowrap}
.alarm{color:var(--bad);background:var(--bad-page)}
.warning{color:var(--warn);background:var(--warn-page)}
.good{color:var(--good);background:var(--good-page)}
.none{color:var(--none);background:var(--none-page)}
ul.checks{list-style:none;margin:0;padding:0}
ul.checks li{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.6rem .8rem;margin:0 0 .5rem;overflow-wrap:anywhere}
ul.checks .verdict{font-size:.85rem}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1rem}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.8rem;break-inside:avoid}
figcaption{font-weight:650;margin-bottom:.4rem;overflow-wrap:anywhere}
svg{display:block;width:100%;height:auto;max-width:34rem}
svg .label{fill:var(--ink);font:12.5px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
svg .grid{stroke:var(--line);stroke-width:1}
svg .now{fill:var(--now)}
svg .then{fill:none;stroke:var(--then);stroke-width:1.8}
svg .track{fill:var(--line)}
svg .line{fill:none;stroke:var(--now);stroke-width:2}
svg .interval{stroke:var(--ink);stroke-width:2}
svg .limit{stroke:var(--limit);stroke-width:2;stroke-dasharray:5 4}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}
.scroll:focus-visible{outline:3px solid var(--now);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;padding:.4rem .7rem;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
td.n{font-variant-numeric:tabular-nums;white-space:nowrap}
@media print{
:root{color-scheme:light;--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--now:#2f7fc1;--then:#000;--limit:#b34700;--bad:#a3162a;--bad-page:#fff;--warn:#8a3b00;--warn-page:#fff;--good:#116329;--good-page:#fff;--none:#444;--none-page:#fff}
body{font-size:11pt}
main{max-width:none;padding:0}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.verdict{border:1px solid currentColor}
.charts{grid-template-columns:1fr 1fr}
ul.checks li,tr{break-inside:avoid}
h2{break-after:avoid}
.scroll{overflow:visible}
}
`;
