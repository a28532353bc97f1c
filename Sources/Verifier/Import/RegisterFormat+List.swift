import Messages

extension RegisterFormat {
    static let waybills = "waybills"

    static func named(_ name: String) -> RegisterFormat? { all.first { $0.name == name } }

    private static let firm = Column(
        "uscc", .uscc, .holder, required: true, zh: "统一社会信用代码", en: "unified social credit code")
    private static let year = Column("year", .year, .key, required: true, zh: "年度", en: "year")
    private static let object = Column("object", .text, .key, zh: "获评对象", en: "object")
    private static let list = Text(
        zh: "每次导入全部名单；不在名单内的视为没有。", en: "Each file is the whole list: who is not in it is not on it.")

    static let all: [RegisterFormat] =
        [
            RegisterFormat(
                "registration", zh: "市场主体登记", en: "Register of businesses",
                [
                    firm,
                    Column("name", .text, zh: "名称", en: "name"),
                    Column(
                        "status", .choice(RegistrationStatus.active + RegistrationStatus.others), required: true,
                        zh: "登记状态", en: "status"),
                    Column("registered_in", .text, zh: "注册地", en: "registered in"),
                    Column("established_on", .day, zh: "设立日期", en: "day of establishment"),
                    Column("registered_on", .day, zh: "注册日期", en: "day of registration"),
                    Column("registered_capital", .number("yuan"), zh: "注册资本", en: "registered capital"),
                    Column("form", .text, zh: "设立形式", en: "form"),
                    Column("is_sme_foreign_trade", .yesNo, zh: "中小外贸企业", en: "small or medium foreign-trade firm"),
                    Column("registered_in_region", .yesNo, zh: "在本自治区注册", en: "registered in the region"),
                    Column("is_warehouse_enterprise", .yesNo, zh: "仓储企业", en: "warehouse enterprise"),
                    Column("registered_in_district", .yesNo, zh: "在本区注册", en: "registered in the district"),
                    Column("park_tenant", .yesNo, zh: "入园企业", en: "tenant of the park"),
                    Column("independent_legal_person", .yesNo, zh: "独立法人", en: "independent legal person"),
                    Column("newly_introduced", .yesNo, zh: "新引进企业", en: "newly introduced"),
                ]),
            RegisterFormat(
                "tax", zh: "税务", en: "Taxes",
                [
                    firm, year,
                    Column("local_sales", .number("yuan"), zh: "本土产品带货交易额", en: "sales of local products"),
                    Column("total_sales", .number("yuan"), zh: "全部带货交易额", en: "all livestream sales"),
                    Column(
                        "fiscal_prev", .signed("yuan"), zh: "上年地方财力贡献", en: "fiscal contribution of the year before"),
                    Column("fiscal_cur", .signed("yuan"), zh: "当年地方财力贡献", en: "fiscal contribution of the year"),
                    Column("city_delta", .signed("yuan"), zh: "市本级增量留成", en: "the city's part of the increment"),
                    Column("city_retained", .number("yuan"), zh: "市本级留成", en: "part retained by the city"),
                    Column("pays_tax_in_district", .yesNo, zh: "在本区纳税", en: "pays taxes in the district"),
                    Column("brand_sales", .number("yuan"), zh: "品牌销售额", en: "sales of the brand"),
                    Column("taxable_online_sales", .number("yuan"), zh: "应税网络销售额", en: "taxable online sales"),
                    Column("local_contribution", .number("yuan"), zh: "地方经济贡献", en: "local contribution"),
                    Column("turnover", .number("yuan"), zh: "年实际交易额", en: "turnover of the year"),
                    Column("firms", .records, zh: "各企业税收贡献", en: "tax contribution of firms"),
                ]),
            RegisterFormat(
                "customs", zh: "海关", en: "Customs",
                [
                    firm, year,
                    Column("turnover_usd", .number("usd"), zh: "年进出口交易额", en: "yearly trade"),
                    Column("platform_turnover_usd", .number("usd"), zh: "平台交易额", en: "turnover on platforms"),
                    Column("turnover_cur", .number("yuan"), zh: "当年跨境交易额", en: "turnover of the year"),
                    Column("turnover_prev", .number("yuan"), zh: "上年跨境交易额", en: "turnover of the year before"),
                    Column("turnover_max_before", .number("yuan"), zh: "此前最高交易额", en: "highest turnover before"),
                    Column("annual_cb_turnover", .number("yuan"), zh: "年跨境业绩", en: "yearly cross-border turnover"),
                    Column("trips", .whole("trips"), zh: "班次", en: "trips"),
                    Column("turnover_by_platform", .numbers("usd"), zh: "各平台交易额", en: "turnover of each platform"),
                ]),
            RegisterFormat(
                "credit", zh: "失信名单", en: "Dishonesty list", note: list,
                [
                    firm,
                    Column("on_credit_blacklist", .yesNo, required: true, zh: "是否在名单", en: "on the list"),
                    Column("blacklist_until", .day, zh: "名单最后一日", en: "last day on the list"),
                ]),
            RegisterFormat(
                "penalties", zh: "财政违法处罚", en: "Penalties for fiscal offences", note: list,
                [firm, Column("fiscal_penalty_on", .day, required: true, zh: "处罚日期", en: "day of the penalty")]),
            RegisterFormat(
                "titles", zh: "称号与认定", en: "Titles",
                [
                    firm, object,
                    Column("base_level", .text, zh: "示范基地级别", en: "level of the base"),
                    Column("titles", .texts, zh: "获批称号", en: "titles"),
                    Column("title", .text, zh: "称号", en: "title"),
                    Column("sti_title", .text, zh: "科技称号", en: "technology title"),
                    Column("approved_on", .day, zh: "获批日期", en: "day of approval"),
                    Column("national_demo_county", .yesNo, zh: "国家电子商务进农村示范县", en: "national rural e-commerce county"),
                    Column("platform_level", .text, zh: "平台级别", en: "level of the platform"),
                    Column("newly_created", .yesNo, zh: "新创建", en: "newly created"),
                    Column("node_new", .yesNo, zh: "新建二级节点", en: "new secondary node"),
                    Column(
                        "interconnected_with_national_top_node", .yesNo, zh: "与国家顶级节点互联互通",
                        en: "interconnected with the national top node"),
                    Column("node_built_on", .day, zh: "节点建成日期", en: "day the node was built"),
                    Column("recognised", .yesNo, zh: "经认定", en: "recognised"),
                    Column("approved_circles", .whole("count"), zh: "已支持的生活圈", en: "circles supported so far"),
                    Column("municipal_bases", .whole("count"), zh: "市级示范基地", en: "municipal bases"),
                    Column("municipal_leading_firms", .whole("count"), zh: "市级龙头企业", en: "municipal leading firms"),
                    Column("listing_reserve_firms", .whole("count"), zh: "上市储备企业", en: "firms in reserve for listing"),
                    Column("designated_incubator", .yesNo, zh: "指定孵化器", en: "designated incubator"),
                    Column("year_no", .whole("ordinal"), zh: "奖励第几年", en: "year of the award"),
                ]),
            RegisterFormat(
                "ratings", zh: "等级评定", en: "Ratings",
                [
                    firm, object,
                    Column("kind", .text, required: true, zh: "类别", en: "kind"),
                    Column("grade", .text, required: true, zh: "等级", en: "grade"),
                    Column("rated_on", .day, required: true, zh: "评定日期", en: "day of the rating"),
                    Column("newly_rated", .yesNo, zh: "新评定", en: "newly rated"),
                ]),
            RegisterFormat(
                "inspection", zh: "现场核查", en: "Inspections",
                [
                    firm, object,
                    Column("has_base", .yesNo, zh: "有直播基地", en: "has a livestream base"),
                    Column("area_m2", .number("m2"), zh: "直播基地面积", en: "area of the base"),
                    Column("rooms", .whole("count"), zh: "直播间", en: "livestream rooms"),
                    Column("active_anchors", .whole("persons"), zh: "活跃主播人数", en: "active anchors"),
                    Column("stations", .whole("count"), zh: "服务站点数", en: "stations"),
                    Column("shop_area_m2", .number("m2"), zh: "店铺面积", en: "area of the shop"),
                ]),
        ] + more

    private static let more: [RegisterFormat] = [
        RegisterFormat(
            "festival", zh: "网购节统计", en: "Festival statistics",
            [
                firm, year,
                Column("online_retail", .number("yuan"), zh: "网络零售额", en: "online retail"),
                Column("local_physical_retail", .number("yuan"), zh: "本土实物商品网络零售额", en: "online retail of local goods"),
                Column("physical_retail", .number("yuan"), zh: "实物商品网络零售额", en: "online retail of goods"),
            ]),
        RegisterFormat(
            "platform", zh: "平台数据", en: "Platforms",
            [
                firm, year,
                Column("served_firms", .whole("count"), zh: "服务企业数", en: "firms served"),
                Column("online_turnover_usd", .number("usd"), zh: "年在线交易额", en: "yearly online turnover"),
                Column("livestream_turnover", .number("yuan"), zh: "年内带货交易额", en: "livestream turnover"),
            ]),
        RegisterFormat(
            "audit", zh: "审计", en: "Audits",
            [
                firm, object,
                Column("actual_spending", .number("yuan"), zh: "实际支出", en: "actual spending"),
                Column("construction_cost", .number("yuan"), zh: "平台建设费用", en: "construction cost"),
                Column("service_fee", .number("yuan"), zh: "服务费", en: "service fee"),
                Column("service_cost", .number("yuan"), zh: "服务成本", en: "cost of the service"),
                Column("investment", .number("yuan"), zh: "投资金额", en: "investment"),
                Column("investments", .records, zh: "各笔投资", en: "investments"),
                Column("completed_investment", .number("yuan"), zh: "实际完成投资额", en: "investment completed"),
                Column("investment_of_year", .number("yuan"), zh: "当年实际投入额", en: "investment of the year"),
                Column("actual_cost", .number("yuan"), zh: "实际成本", en: "actual cost"),
                Column("eligible_investment", .number("yuan"), zh: "有效投资额", en: "eligible investment"),
                Column("excluded_costs", .number("yuan"), zh: "不包括的费用", en: "excluded costs"),
                Column("park_investment", .number("yuan"), zh: "园区实际投资额", en: "investment of the park"),
                Column(
                    "transformation_investment", .number("yuan"), zh: "改造投资", en: "investment in the transformation"),
                Column("startups", .records, zh: "初创企业", en: "startups"),
                Column("person_times", .whole("person-times"), zh: "培训人次", en: "person-times trained"),
            ]),
        RegisterFormat(
            "transport", zh: "道路运输监管", en: "Road transport",
            [
                firm,
                Column(
                    "connected_to_regional_platform", .yesNo, required: true, zh: "接入自治区监管平台",
                    en: "connected to the region's platform"),
            ]),
        RegisterFormat(
            "post", zh: "快递进村", en: "Parcels to villages",
            note: Text(
                zh: "有运单明细时导入waybills，不用本表。", en: "Where there are single waybills, import them as waybills instead."),
            [
                firm, year,
                Column("parcels", .records, required: true, zh: "进村件数（按旗县区）", en: "parcels by destination"),
                Column("duplicate_waybills", .whole("parcels"), zh: "重复运单", en: "duplicate waybills"),
                Column("non_village", .whole("parcels"), zh: "非进村件", en: "not to a village"),
                Column("undelivered", .whole("parcels"), zh: "未妥投件", en: "not delivered"),
                Column("delivered_before_issue", .whole("parcels"), zh: "印发前妥投件", en: "delivered before the issue"),
            ]),
        RegisterFormat(
            "statistics", zh: "统计", en: "Statistics",
            [
                firm, year,
                Column("items", .whole("count"), zh: "单品种数", en: "items"),
                Column("shops_and_pavilions_cumulative", .whole("count"), zh: "累计特色馆和店铺", en: "pavilions and shops"),
                Column("festivals_this_year", .whole("count"), zh: "本年举办的网购节", en: "festivals held this year"),
                Column("brands", .whole("count"), zh: "促消费活动品牌", en: "promotion brands"),
                Column("traditional_firms", .whole("count"), zh: "传统商贸企业", en: "traditional firms that sell online"),
                Column("origin_shops", .whole("count"), zh: "原产地店铺", en: "origin shops"),
                Column("video_accounts", .whole("count"), zh: "短视频账号", en: "short-video accounts"),
                Column("firms", .whole("count"), zh: "企业数", en: "firms"),
                Column("firms_same_product", .whole("count"), zh: "同类产品企业", en: "firms with products of one kind"),
                Column("ecommerce_turnover", .number("yuan"), zh: "电子商务交易额", en: "e-commerce turnover"),
                Column("online_retail_total", .number("yuan"), zh: "网络零售额", en: "online retail"),
                Column("large_firms", .whole("count"), zh: "亿元级企业", en: "firms of the 100 million yuan class"),
                Column("large_net_shops", .whole("count"), zh: "千万元级网商", en: "net shops of the 10 million yuan class"),
                Column("cross_border_turnover", .number("yuan"), zh: "跨境交易额", en: "cross-border turnover"),
                Column("cross_border_firms", .whole("count"), zh: "跨境企业", en: "cross-border firms"),
                Column("product_bases", .whole("count"), zh: "生产加工基地", en: "bases"),
                Column("new_trade_batches", .whole("count"), zh: "新业态批次", en: "batches of new trades"),
            ]),
        RegisterFormat(
            "awards", zh: "此前奖补", en: "Earlier awards",
            [
                firm, year,
                Column("programme", .text, .key, required: true, zh: "政策", en: "programme"),
                Column("clause", .text, .key, required: true, zh: "条款", en: "clause"),
                object,
                Column(
                    "tier", .choice(["region", "city", "county"]), zh: "政策制定层级", en: "tier of the programme's issuer"),
                Column("awarded", .number("yuan"), required: true, zh: "已获金额", en: "amount awarded"),
            ]),
        RegisterFormat(
            waybills, zh: "运单", en: "Waybills",
            note: Text(
                zh: "每行一件；同一运单号只计一次，两家企业申报的记为重复。",
                en: "A row a parcel; each number counts once, and one that two firms claim is a duplicate of both."),
            [
                Column("number", .text, .key, required: true, zh: "运单号", en: "waybill number"),
                firm,
                Column("banner", .text, required: true, zh: "目的地旗县区", en: "destination"),
                Column("delivered_on", .day, required: true, zh: "投递日期", en: "day of delivery or last attempt"),
                Column("to_village", .yesNo, required: true, zh: "是否进村", en: "to a village"),
                Column("delivered", .yesNo, required: true, zh: "是否妥投", en: "delivered"),
            ]),
    ]
}
