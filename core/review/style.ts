/** The look of the review page: light and dark as the reader's system is set, readable on a phone, no script, no font. */
export const style = `
:root{color-scheme:light dark;--page:#f5f6f8;--card:#fff;--ink:#1d2330;--soft:#566076;--line:#d5dae3;--accent:#0b5cad;--accent-ink:#fff;--warn:#8a3b00;--warn-page:#fff3e5;--bad:#a3162a;--bad-page:#fdecee;--good:#116329;--good-page:#e8f6ec;--mark:#eef3fb}
@media (prefers-color-scheme:dark){:root{--page:#14171d;--card:#1d222b;--ink:#e9ecf2;--soft:#a9b3c6;--line:#3a4250;--accent:#7ab7ff;--accent-ink:#0a1a2d;--warn:#ffc48a;--warn-page:#33241a;--bad:#ff9aa6;--bad-page:#38191e;--good:#8fdda6;--good-page:#16301f;--mark:#232b38}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:62rem;margin:0 auto;padding:1.25rem 1rem 2rem}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 .5rem}
h2{font-size:1.1rem;margin:1.75rem 0 .5rem;overflow-wrap:anywhere}
p{margin:.4rem 0}
a{color:var(--accent)}
.soft{color:var(--soft)}
.note{border-left:4px solid var(--accent);background:var(--mark);padding:.6rem .9rem;border-radius:4px;margin:.75rem 0}
.warn{border-color:var(--warn);background:var(--warn-page)}
.bad{border-color:var(--bad);background:var(--bad-page)}
.good{border-color:var(--good);background:var(--good-page)}
fieldset{border:1px solid var(--line);background:var(--card);border-radius:10px;margin:0 0 1rem;padding:.9rem 1rem 1rem;min-width:0}
fieldset.trouble{border-color:var(--bad);border-width:2px}
legend{float:left;width:100%;font-weight:650;padding:0;margin:0 0 .6rem;overflow-wrap:anywhere}
legend~*{clear:both}
.tag{font-weight:500;font-size:.8rem;border:1px solid var(--warn);color:var(--warn);border-radius:99px;padding:.05rem .55rem;margin-left:.4rem;white-space:nowrap}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
.side{min-width:0}
.side h3{font-size:.8rem;letter-spacing:.02em;color:var(--soft);margin:0 0 .25rem;font-weight:600;overflow-wrap:anywhere}
.value{font-size:1.05rem;white-space:pre-wrap;overflow-wrap:anywhere;max-height:16rem;overflow:auto}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .8rem;margin:.8rem 0 .6rem;font-size:.925rem}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
.choices{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;border-top:1px solid var(--line);padding-top:.7rem;margin-top:.6rem}
.choices label,.several label{display:inline-flex;align-items:center;gap:.4rem;min-height:2.5rem}
input[type=radio],input[type=checkbox]{width:1.15rem;height:1.15rem;accent-color:var(--accent);margin:0}
input:not([type=radio]):not([type=checkbox]),select,textarea{font:inherit;color:inherit;background:var(--page);border:1px solid var(--soft);border-radius:6px;padding:.45rem .6rem;width:100%;min-height:2.75rem}
textarea{min-height:6rem;resize:vertical}
.choices .comment{flex:1 1 16rem;flex-direction:column;align-items:stretch;gap:.1rem}
.comment span,.who span,.bulk span{display:block;font-size:.85rem;color:var(--soft)}
.several{display:flex;flex-wrap:wrap;gap:0 1rem}
.send{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem;display:grid;grid-template-columns:1fr 1fr auto;gap:1rem;align-items:end}
button{font:inherit;font-weight:650;color:var(--accent-ink);background:var(--accent);border:0;border-radius:8px;padding:.7rem 1.4rem;min-height:2.75rem;cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media (max-width:40rem){.sides,.send{grid-template-columns:1fr}dl{grid-template-columns:1fr}dt{margin-top:.35rem}button{width:100%}}
`;
