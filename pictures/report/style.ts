import { COLORS, FONTS, type Scheme } from '../../renderer/theme/tokens'

function colours(scheme: Scheme): string {
  const { canvas, panel, line, text, textDim, accent, amber } = COLORS[scheme]
  return `--canvas:${canvas};--panel:${panel};--line:${line};--text:${text};--dim:${textDim};--accent:${accent};--amber:${amber};`
}

/** The look of a report: light on paper, on screen as the reader's system is. Nothing is fetched for it. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;${colours('light')}}
body{margin:0;background:var(--canvas);color:var(--text);font:14px/1.5 ${FONTS.sans}}
main{max-width:960px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:16px;margin:32px 0 10px;padding-bottom:5px;border-bottom:1px solid var(--line)}
article{margin-top:56px;padding-top:24px;border-top:3px solid var(--line)}
article>h2{font-size:20px;border:0;margin:0 0 4px;overflow-wrap:anywhere}
p{margin:6px 0;overflow-wrap:anywhere}
.dim,small,figcaption,caption,dt{color:var(--dim)}
.note{border-left:3px solid var(--amber);padding:6px 12px;background:var(--panel)}
.cards{display:flex;flex-wrap:wrap;gap:10px;margin:18px 0}
.card{flex:1 1 150px;border:1px solid var(--line);border-radius:8px;background:var(--panel);padding:12px 14px;display:flex;flex-direction:column}
.card b{font-size:22px;font-weight:600;font-variant-numeric:tabular-nums}
.card span{color:var(--dim);font-size:12px}
.card small{font-size:12px;overflow-wrap:anywhere}
figure{margin:14px 0;overflow-x:auto}
figure svg{max-width:100%;height:auto}
figcaption{font-size:12px;margin-top:6px}
.in-dark{display:none}
table{border-collapse:collapse;width:100%;font-size:13px;margin:8px 0}
caption{text-align:left;font-size:12px;padding-bottom:4px}
th,td{text-align:left;padding:4px 14px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}
td{overflow-wrap:break-word;max-width:520px}
th{font-weight:600;font-size:12px;color:var(--dim);white-space:nowrap}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
dl{display:grid;grid-template-columns:minmax(110px,190px) 1fr;gap:4px 16px;margin:8px 0}
dd{margin:0;overflow-wrap:anywhere}
footer{margin-top:48px;color:var(--dim);font-size:12px}
@media screen and (prefers-color-scheme:dark){:root{${colours('dark')}}.in-dark{display:inline}.in-light{display:none}}
@media print{:root{color-scheme:light}main{max-width:none;padding:0}figure,table,.card{break-inside:avoid}article{break-before:page;border:0;margin:0;padding:0}.number{white-space:normal}body{background:#fff}}
`
