/// The one style sheet: system fonts, dense and calm, light or dark as the reader's system is.
enum StyleSheet {
    static let text = base + table + map + parts

    private static let base = """
        :root { color-scheme: light dark;
          --ground: #f5f6f7; --panel: #ffffff; --line: #d9dee2; --soft: #eef1f3; --ink: #16212a; --dim: #52616b;
          --accent: #0f5f73; --accent-ink: #ffffff; --link: #0b5a80;
          --ok: #1b6e3c; --ok-ground: #e3f3e8; --behind: #7a5200; --behind-ground: #fdf0cf;
          --blocked: #8a3d00; --blocked-ground: #fde5d0; --rewound: #6b2f8f; --rewound-ground: #f1e4f8;
          --stopped: #a31621; --stopped-ground: #fbe1e2; --unknown: #52616b; --unknown-ground: #e7ebee; }
        @media (prefers-color-scheme: dark) { :root {
          --ground: #10171c; --panel: #172027; --line: #2c3942; --soft: #1e2931; --ink: #e6ecf0; --dim: #a3b1bb;
          --accent: #7fd0e2; --accent-ink: #0b2129; --link: #8fd0f0;
          --ok: #86dba5; --ok-ground: #17352a; --behind: #f2cb6c; --behind-ground: #3a2f12;
          --blocked: #f7b07c; --blocked-ground: #40260f; --rewound: #d9acf2; --rewound-ground: #35203f;
          --stopped: #ff9a9e; --stopped-ground: #471a1e; --unknown: #a3b1bb; --unknown-ground: #25313a; } }
        * { box-sizing: border-box; }
        html { font: 14px/1.45 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC",
          "PingFang SC", "Microsoft YaHei", sans-serif; background: var(--ground); color: var(--ink); }
        body { margin: 0; font-variant-numeric: tabular-nums; }
        a { color: var(--link); text-underline-offset: 2px; text-decoration-thickness: 1px; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
        main:focus { outline: none; }
        .skip { position: absolute; left: -999px; } .skip:focus { left: 8px; top: 8px; background: var(--panel);
          padding: 6px 10px; z-index: 9; }
        header { display: flex; align-items: center; gap: 22px; padding: 0 20px; height: 50px; background: var(--panel);
          border-bottom: 1px solid var(--line); position: sticky; top: 0; z-index: 5; }
        .brand { display: flex; align-items: center; gap: 9px; white-space: nowrap; }
        .brand b { font-weight: 650; margin-right: 6px; }
        .mark { display: grid; place-items: center; width: 26px; height: 26px; border-radius: 6px;
          background: #0f5f73; color: #fff; font-weight: 700; }
        nav ul { display: flex; gap: 2px; list-style: none; margin: 0; padding: 0; }
        nav a { display: block; padding: 14px 11px 12px; color: var(--dim); text-decoration: none; white-space: nowrap;
          border-bottom: 2px solid transparent; }
        nav a:hover { color: var(--ink); }
        nav a[aria-current] { color: var(--ink); font-weight: 600; border-bottom-color: var(--accent); }
        .badge { display: inline-block; min-width: 18px; padding: 0 5px; margin-left: 6px; border-radius: 9px;
          background: #a31621; color: #fff; font-size: 12px; line-height: 18px; text-align: center; }
        .tools { margin-left: auto; display: flex; align-items: center; gap: 16px; color: var(--dim); font-size: 13px;
          white-space: nowrap; }
        .age::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 6px; border-radius: 50%;
          background: var(--ok); }
        .age.old { color: var(--stopped); } .age.old::before { background: var(--stopped); }
        .lost .age { color: var(--stopped); } .lost .age::before { background: var(--stopped); }
        main { padding: 14px 20px 48px; max-width: 1500px; margin: 0 auto; }
        h1 { font-size: 20px; line-height: 28px; font-weight: 650; margin: 2px 0 12px; letter-spacing: .01em; }
        h2 { font-size: 15px; font-weight: 650; margin: 24px 0 8px; }
        h3 { font-size: 14px; font-weight: 600; margin: 0; } #money h3 { margin: 16px 0 6px; }

        """

    private static let table = """
        .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: 6px 12px; vertical-align: top; }
        th { color: var(--dim); font-weight: 500; font-size: 12.5px; white-space: nowrap; background: var(--soft);
          border-bottom: 1px solid var(--line); }
        tbody tr + tr td { border-top: 1px solid var(--soft); }
        tbody tr:hover td { background: var(--soft); }
        tfoot th, tfoot td { border-top: 1px solid var(--line); background: var(--soft); font-weight: 600; }
        tfoot th { color: var(--ink); font-size: 14px; white-space: normal; border-bottom: 0; }
        .n { text-align: right; white-space: nowrap; }
        .none { color: var(--dim); }
        .id, code, pre { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace;
          font-size: 12.5px; overflow-wrap: anywhere; }
        time { white-space: nowrap; }
        table.small { width: auto; max-width: 100%; margin: 6px 0; border: 1px solid var(--line); border-radius: 6px; }
        table.small th, table.small td { padding: 3px 10px; }
        table.letters td:nth-child(5) { min-width: 260px; overflow-wrap: anywhere; }
        .state { display: inline-block; padding: 0 8px; border-radius: 10px; font-size: 12.5px; line-height: 20px;
          font-weight: 500; white-space: nowrap; color: var(--unknown); background: var(--unknown-ground); }
        .state.ok { color: var(--ok); background: var(--ok-ground); }
        .state.behind { color: var(--behind); background: var(--behind-ground); }
        .state.blocked { color: var(--blocked); background: var(--blocked-ground); }
        .state.rewound { color: var(--rewound); background: var(--rewound-ground); }
        .state.stopped { color: var(--stopped); background: var(--stopped-ground); }
        .timeline { display: block; } .timeline .line { fill: none; stroke: var(--accent); stroke-width: 1.4;
          vector-effect: non-scaling-stroke; } .timeline .area { fill: var(--accent); opacity: .14; }
        .tally { display: flex; gap: 16px; list-style: none; margin: -40px 0 12px; padding: 0; min-height: 28px;
          justify-content: end; }

        """

    private static let map = """
        .map { display: block; min-width: 1000px; max-width: 100%; height: auto; font-size: 12.5px; }
        .map text { fill: var(--ink); } .map .head { fill: var(--dim); font-size: 12px; }
        .map .band { fill: var(--panel); } .map .band.city { fill: var(--soft); } .map .band.region { fill: var(--soft); }
        .map .office { font-size: 11.5px; font-weight: 600; } .map .code { fill: var(--dim); font-size: 11px; }
        .map .flow { fill: var(--dim); font-size: 11px; paint-order: stroke; stroke: var(--panel); stroke-width: 3px; }
        .map .right { text-anchor: end; }
        .map .edge { fill: none; stroke: var(--line); stroke-width: 1.5; }
        .map .edge.busy { stroke: var(--accent); } .map .edge.behind { stroke: var(--behind); stroke-width: 2; }
        .map .edge.blocked { stroke: var(--blocked); stroke-width: 2; stroke-dasharray: 5 4; }
        .map .edge.stopped { stroke: var(--stopped); stroke-dasharray: 2 4; }
        .map .edge.rewound { stroke: var(--rewound); stroke-width: 2; }
        .map .node { text-decoration: none; }
        .map .node rect { fill: var(--unknown-ground); stroke: var(--unknown); stroke-opacity: .45; }
        .map .node circle { fill: var(--unknown); }
        .map .node:hover rect { stroke-opacity: 1; }
        .map .node.ok rect { fill: var(--ok-ground); stroke: var(--ok); } .map .node.ok circle { fill: var(--ok); }
        .map .node.behind rect { fill: var(--behind-ground); stroke: var(--behind); }
        .map .node.behind circle { fill: var(--behind); }
        .map .node.blocked rect { fill: var(--blocked-ground); stroke: var(--blocked); }
        .map .node.blocked circle { fill: var(--blocked); }
        .map .node.rewound rect { fill: var(--rewound-ground); stroke: var(--rewound); }
        .map .node.rewound circle { fill: var(--rewound); }
        .map .node.stopped rect { fill: var(--stopped-ground); stroke: var(--stopped); stroke-opacity: 1; }
        .map .node.stopped circle { fill: var(--stopped); }

        """

    private static let parts = """
        .bar { display: flex; flex-wrap: wrap; align-items: end; gap: 10px 14px; margin: 0 0 12px; }
        .bar label { display: flex; align-items: center; gap: 6px; color: var(--dim); font-size: 13px; }
        .bar .wide { flex: 1 1 320px; } .bar .wide input { flex: 1; min-width: 120px; }
        .acts { padding: 10px 12px; margin: 10px 0; background: var(--panel); border: 1px solid var(--line);
          border-radius: 8px; position: sticky; bottom: 8px; }
        input, select, button, textarea { font: inherit; color: var(--ink); background: var(--panel); border: 1px solid #82909a;
          border-radius: 6px; padding: 4px 9px; min-height: 30px; }
        input[type=checkbox] { min-height: 0; width: 16px; height: 16px; accent-color: var(--accent); }
        button { cursor: pointer; } button:hover { border-color: var(--accent); }
        button.main { background: #0f5f73; border-color: #0f5f73; color: #fff; font-weight: 550; }
        button.quiet { border: 0; background: none; color: var(--link); text-decoration: underline; padding: 0 4px; }
        button:disabled { color: var(--dim); cursor: default; border-color: var(--line); }
        .edit { display: grid; gap: 6px; } .edit textarea { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono",
          "Noto Sans Mono CJK SC", monospace; font-size: 12.5px; width: 100%; resize: vertical; }
        .login { display: grid; gap: 12px; max-width: 340px; } .login label { display: grid; gap: 4px; }
        .who { display: inline; }
        .note { color: var(--dim); margin: 6px 0; } .calm { color: var(--dim); }
        .warn { margin: 0 0 10px; padding: 8px 12px; border-radius: 8px; background: var(--stopped-ground);
          color: var(--stopped); } #banner { padding: 0 20px; max-width: 1500px; margin: 0 auto; }
        #banner p { margin: 10px 0 0; }
        .notice { margin: 0 0 12px; padding: 8px 12px; border-radius: 8px; background: var(--ok-ground);
          color: var(--ok); } .notice p, .notice ul { margin: 0; }
        .card { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px;
          margin: 0 0 14px; }
        .facts { display: grid; grid-template-columns: max-content 1fr; gap: 3px 16px; margin: 0; }
        .facts dt { color: var(--dim); } .facts dd { margin: 0; overflow-wrap: anywhere; }
        .waiting { margin: 10px 0 0; padding: 8px 12px; border-radius: 6px; background: var(--behind-ground);
          color: var(--behind); }
        .way { list-style: none; margin: 0; padding: 0; }
        .way > li { display: grid; grid-template-columns: 152px 1fr; gap: 20px; }
        .way .when { color: var(--dim); padding-top: 1px; }
        .way .what { position: relative; border-left: 2px solid var(--line); padding: 0 0 18px 20px; min-width: 0; }
        .way .what::before { content: ""; position: absolute; left: -7px; top: 5px; width: 12px; height: 12px;
          border-radius: 50%; background: var(--accent); border: 2px solid var(--ground); }
        .way .good .what::before, .way li.good .what::before { background: var(--ok); }
        .way li.bad .what::before { background: var(--stopped); }
        .way li.waits .what::before { background: var(--behind); }
        .way p, .way ul { margin: 4px 0; } .place { color: var(--dim); font-size: 12.5px; }
        .way blockquote { margin: 8px 0; padding: 6px 14px; border-left: 3px solid var(--accent); background: var(--soft);
          border-radius: 0 6px 6px 0; } .way blockquote p { margin: 0; } .way blockquote footer { color: var(--dim);
          font-size: 12.5px; margin-top: 2px; }
        .money { font-size: 16px; }
        .checks { list-style: none; padding: 0; } .checks .yes span { color: var(--ok); font-weight: 700; }
        .checks .no span { color: var(--stopped); font-weight: 700; } .checks .open span { color: var(--behind); }
        details { margin: 6px 0; } summary { cursor: pointer; color: var(--dim); }
        .bytes { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px;
          max-height: 340px; overflow: auto; white-space: pre-wrap; }
        .records { list-style: none; margin: 0; padding: 0; height: 46vh; min-height: 200px; overflow: auto;
          background: var(--panel); border: 1px solid var(--line); border-radius: 8px; }
        .records li { padding: 4px 12px; border-bottom: 1px solid var(--soft); font-family: ui-monospace, "DejaVu Sans Mono",
          "Noto Sans Mono CJK SC", monospace; font-size: 12px; overflow-wrap: anywhere; }
        .records li b { color: var(--dim); font-weight: 500; margin-right: 10px; }
        .counts { color: var(--dim); min-height: 20px; margin: 6px 0; }
        .paging { display: flex; gap: 16px; }
        @media (max-width: 1100px) { header { flex-wrap: wrap; height: auto; } main { padding: 12px; } }
        @media (prefers-reduced-motion: no-preference) { .map .node rect, .state { transition: fill .3s, background .3s; } }
        """
}
