/// The style sheet of the form's pages: the dashboard's colours, system fonts, light or dark as the reader's system is.
enum FormStyle {
    static let text = base + forms + parts + print

    private static let base = """
        :root { color-scheme: light dark;
          --ground: #f5f6f7; --panel: #ffffff; --line: #d9dee2; --soft: #eef1f3; --ink: #16212a; --dim: #52616b;
          --accent: #0f5f73; --accent-ground: #e2f0f3; --link: #0b5a80; --edge: #82909a;
          --ok: #1b6e3c; --ok-ground: #e3f3e8; --open: #7a5200; --bad: #a31621; --bad-ground: #fbe1e2; }
        @media (prefers-color-scheme: dark) { :root {
          --ground: #10171c; --panel: #172027; --line: #2c3942; --soft: #1e2931; --ink: #e6ecf0; --dim: #a3b1bb;
          --accent: #7fd0e2; --accent-ground: #17323a; --link: #8fd0f0; --edge: #6f7f8a;
          --ok: #86dba5; --ok-ground: #17352a; --open: #f2cb6c; --bad: #ff9a9e; --bad-ground: #471a1e; } }
        * { box-sizing: border-box; }
        html { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC",
          "PingFang SC", "Microsoft YaHei", sans-serif; background: var(--ground); color: var(--ink);
          scroll-padding: 64px 0 84px; }
        body { margin: 0; font-variant-numeric: tabular-nums; }
        a { color: var(--link); text-underline-offset: 2px; text-decoration-thickness: 1px; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
        main:focus, .summary:focus { outline: none; }
        .hidden { position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden;
          clip-path: inset(50%); white-space: nowrap; border: 0; }
        .skip { position: absolute; left: -999px; } .skip:focus { left: 8px; top: 8px; background: var(--panel);
          padding: 6px 10px; z-index: 9; }
        header { display: flex; align-items: center; gap: 22px; padding: 0 24px; height: 50px; background: var(--panel);
          border-bottom: 1px solid var(--line); position: sticky; top: 0; z-index: 5; font-size: 14px; }
        .brand { display: flex; align-items: center; gap: 9px; white-space: nowrap; }
        .brand b { font-weight: 650; margin-right: 6px; }
        .mark { display: grid; place-items: center; width: 26px; height: 26px; border-radius: 6px;
          background: #0f5f73; color: #fff; font-weight: 700; }
        nav ul { display: flex; gap: 2px; list-style: none; margin: 0; padding: 0; }
        nav a { display: block; padding: 14px 11px 12px; color: var(--dim); text-decoration: none; white-space: nowrap;
          border-bottom: 2px solid transparent; }
        nav a:hover { color: var(--ink); }
        nav a[aria-current] { color: var(--ink); font-weight: 600; border-bottom-color: var(--accent); }
        .tools { margin-left: auto; display: flex; align-items: center; gap: 16px; color: var(--dim); font-size: 13px;
          white-space: nowrap; }
        main { padding: 18px 24px 56px; max-width: 1320px; margin: 0 auto; }
        h1 { font-size: 22px; line-height: 30px; font-weight: 650; margin: 2px 0 14px; }
        h2 { font-size: 16px; font-weight: 650; margin: 0 0 8px; } main > h2 { margin-top: 22px; }
        h2.closed { margin: 30px 0 10px; color: var(--dim); }
        h3 { font-size: 15px; font-weight: 600; margin: 0; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: 8px 12px; vertical-align: top; }
        thead th { color: var(--dim); font-weight: 500; font-size: 13px; white-space: nowrap;
          border-bottom: 1px solid var(--line); }
        tbody th { font-weight: 500; } tbody tr + tr > * { border-top: 1px solid var(--soft); }
        .n { text-align: right; white-space: nowrap; width: 70px; }
        code { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace;
          font-size: 13px; overflow-wrap: anywhere; }
        time { white-space: nowrap; }

        """

    private static let forms = """
        input, select, button { font: inherit; color: var(--ink); background: var(--panel); border: 1px solid var(--edge);
          border-radius: 6px; padding: 5px 9px; min-height: 34px; max-width: 100%; }
        input[type=file] { padding: 4px; border-style: dashed; width: 100%; }
        .number { text-align: right; }
        button { cursor: pointer; white-space: nowrap; } button:hover { border-color: var(--accent); }
        button.main { background: #0f5f73; border-color: #0f5f73; color: #fff; font-weight: 550; }
        button.quiet { border: 0; background: none; color: var(--link); text-decoration: underline; padding: 0 4px;
          min-height: 24px; font-size: 13px; }
        fieldset, .card { background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
          padding: 12px 16px 16px; margin: 0 0 14px; min-width: 0; }
        fieldset { padding-top: 40px; position: relative; }
        legend { position: absolute; top: 10px; padding: 0; font-weight: 650; font-size: 16px; }
        .card { overflow-x: auto; }
        .grid { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px 20px; align-items: start; }
        .grid.applicant { grid-template-columns: minmax(0, 12fr) minmax(0, 15fr) minmax(0, 6fr); }
        .field.wide { grid-column: 1 / -1; }
        .field label, .field .label { display: block; margin: 0 0 3px; font-size: 14px; font-weight: 500; }
        .field input, .field select { width: 100%; }
        .entry { display: flex; align-items: center; gap: 8px; } .entry input, .entry select { min-width: 0; flex: 1; }
        .unit { color: var(--dim); font-size: 14px; white-space: nowrap; }
        html:lang(en) .field label::first-letter, html:lang(en) .field .label::first-letter,
        html:lang(en) dt::first-letter { text-transform: uppercase; }
        .need { color: var(--bad); font-size: 12.5px; font-weight: 400; margin-left: 4px; }
        .hint { color: var(--dim); font-size: 13px; margin: 3px 0 0; }
        .error { color: var(--bad); font-size: 13.5px; margin: 3px 0 0; font-weight: 500; } .error:empty { margin: 0; }
        .wrong { border-left: 3px solid var(--bad); padding-left: 10px; }
        .wrong input, .wrong select { border-color: var(--bad); }
        .rows th, .rows td { padding: 4px 8px 4px 0; border: 0 !important; } .rows { font-size: 14px; }
        details { margin: 12px 0 0; } form > details { margin: 0 0 14px; padding: 10px 16px; background: var(--panel);
          border: 1px solid var(--line); border-radius: 8px; }
        summary { cursor: pointer; color: var(--dim); } details[open] > summary { margin-bottom: 10px; }
        .acts { display: flex; gap: 12px; padding: 8px 16px; background: var(--panel); border: 1px solid var(--line);
          border-radius: 8px; position: sticky; bottom: 8px; box-shadow: 0 2px 10px rgb(0 0 0 / .08); }
        .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 10px 16px; margin: 0 0 12px; }
        .bar label { display: flex; align-items: center; gap: 8px; color: var(--dim); font-size: 14px; }
        .bar .wide { flex: 1 1 420px; } .bar .wide input { flex: 1; min-width: 200px; }
        .bar label.wide[for] { flex: 1 0 100%; } .bar input[type=file] { flex: 1 1 320px; width: auto; }
        .bar .error { flex: 1 0 100%; }
        .login { display: grid; gap: 14px; max-width: 340px; } .login label { display: grid; gap: 4px; }
        .who { display: inline; }
        .evidence { list-style: none; margin: 0 0 10px; padding: 0; }
        .evidence li { display: flex; align-items: center; gap: 12px; padding: 5px 0; border-bottom: 1px solid var(--soft); }
        .file { overflow-wrap: anywhere; } .evidence code { color: var(--dim); white-space: nowrap; }
        .evidence button { margin-left: auto; }

        """

    private static let parts = """
        .crumb { margin: 0; color: var(--dim); font-size: 13.5px; }
        .title { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 4px 20px; }
        .columns { display: grid; grid-template-columns: minmax(0, 1fr) 400px; gap: 18px; align-items: start; }
        blockquote { margin: 0 0 8px; padding: 8px 14px; border-left: 3px solid var(--accent); background: var(--panel);
          border-radius: 0 8px 8px 0; }
        .note { color: var(--dim); font-size: 13.5px; margin: 8px 0; } .note.strong { color: var(--ink); font-weight: 500; }
        th .note { display: block; font-weight: 400; margin: 0; }
        .empty { color: var(--dim); padding: 26px 16px; background: var(--panel); border: 1px dashed var(--line);
          border-radius: 8px; }
        .warn { margin: 0 0 14px; padding: 10px 14px; border-radius: 8px; background: var(--bad-ground); color: var(--bad); }
        .notice { margin: 0 0 14px; padding: 10px 14px; border-radius: 8px; background: var(--ok-ground); color: var(--ok); }
        .summary { margin: 0 0 14px; padding: 12px 16px; border: 1px solid var(--bad); border-radius: 8px;
          background: var(--bad-ground); } .summary h2 { color: var(--bad); margin: 0 0 4px; }
        .summary ul { margin: 0; padding-left: 20px; } .summary a { color: var(--bad); }
        .offers { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; margin: 0 0 16px; }
        .offers-head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 4px 20px;
          padding: 12px 16px; border-bottom: 1px solid var(--line); }
        .offers table { table-layout: fixed; } .offers .article { color: var(--dim); white-space: nowrap; }
        .offers tr > :first-child { width: 104px; padding-left: 16px; } .offers tr > :nth-child(2) { width: 27%; }
        .offers tr > :last-child { width: 96px; text-align: right; padding-right: 16px; }
        .offers tbody td:first-child { padding-top: 9px; }
        .quote { color: var(--dim); font-size: 13.5px; } .quote p { margin: 0; display: -webkit-box; overflow: hidden;
          -webkit-box-orient: vertical; -webkit-line-clamp: 3; }
        .state { margin: 0; font-size: 13.5px; color: var(--dim); }
        .state.open { color: var(--ok); }
        .go { display: inline-block; padding: 4px 14px; border-radius: 6px; background: #0f5f73; color: #fff;
          text-decoration: none; white-space: nowrap; } .go.calm { background: none; color: var(--link); padding: 4px 0; }
        .preview { position: sticky; top: 64px; max-height: calc(100vh - 78px); overflow: auto; background: var(--panel);
          border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; font-size: 14px; }
        .preview h3 { font-size: 14px; margin: 12px 0 2px; }
        .amount { padding: 8px 12px; border-radius: 6px; background: var(--accent-ground); }
        .amount p { margin: 0; } .amount b { font-size: 19px; white-space: nowrap; }
        .amount .bad { color: var(--bad); }
        .checks { list-style: none; margin: 10px 0; padding: 0; }
        .checks li { display: flex; gap: 8px; padding: 4px 0; } .checks .sign { width: 14px; font-weight: 700; flex: none; }
        .holds .sign { color: var(--ok); } .fails .sign { color: var(--bad); } .open .sign { color: var(--open); }
        .checks .facts, .miss { display: block; color: var(--dim); font-size: 13px; overflow-wrap: anywhere; }
        .miss { color: var(--bad); }
        .steps { margin: 0; padding-left: 18px; font-size: 13.5px; } .steps li { overflow-wrap: anywhere; }
        dl.facts { display: grid; grid-template-columns: minmax(140px, max-content) 1fr; gap: 5px 20px; margin: 0 0 12px; }
        dl.facts dt { color: var(--dim); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
        .receipt { max-width: 860px; margin: 0 auto; padding: 26px 34px; background: var(--panel);
          border: 1px solid var(--line); border-radius: 8px; }
        .receipt .good { color: var(--ok); font-weight: 500; } code.number { font-size: 15px; font-weight: 600; }
        .big { padding: 12px 16px; background: var(--soft); border-radius: 6px; }
        .stamp { text-align: right; margin: 26px 0 16px; }
        @media (max-width: 1100px) { .columns { grid-template-columns: minmax(0, 1fr); } .preview { position: static; max-height: none; }
          header { flex-wrap: wrap; height: auto; position: static; } .offers .quote { display: none; } }
        @media (max-width: 700px) { .grid, .grid.applicant { grid-template-columns: minmax(0, 1fr); } }

        """

    private static let print = """
        @media print { :root { --ground: #fff; --panel: #fff; --ink: #000; --dim: #333; --ok: #000; --soft: #fff; --line: #999; }
          header, .skip, .no-print { display: none; } main { padding: 0; } .receipt { border: 0; padding: 0; max-width: none; }
          .big { border: 1px solid #999; } }
        """
}
