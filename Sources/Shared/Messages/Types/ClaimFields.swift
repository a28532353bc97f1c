/// The fields that several messages say of a claim's version, each with one name and one meaning.
extension Field {
    public static func version(_ place: WritableKeyPath<Root, Int64>) -> Field {
        Field("version", place, zh: "版本号，从1起", en: "number of the version at its office, from 1")
    }

    public static func office(_ place: WritableKeyPath<Root, String>) -> Field {
        Field("office", place, zh: "收件机关的行政区划代码", en: "division whose office took it in", format: .division)
    }

    public static func programme(_ place: WritableKeyPath<Root, String>) -> Field {
        Field("programme", place, zh: "政策", en: "programme", format: .filled)
    }

    public static func clause(_ place: WritableKeyPath<Root, String>) -> Field {
        Field("clause", place, zh: "条款", en: "clause", format: .filled)
    }

    public static func period(_ place: WritableKeyPath<Root, String>) -> Field {
        Field("period", place, zh: "年度", en: "period that is claimed for, a year", format: .filled)
    }

    /// - Parameter format: less than a right code only where a wrong one is to be told of together with all else.
    public static func applicant(_ place: WritableKeyPath<Root, String>, format: TextFormat = .uscc) -> Field {
        Field("applicant", place, zh: "申报主体统一社会信用代码", en: "the applicant's USCC", format: format)
    }

    public static func object(_ place: WritableKeyPath<Root, String?>) -> Field {
        Field("object", place, zh: "获评对象，缺省为申报主体", en: "what is rewarded; the applicant when left out")
    }

    public static func facts(_ place: WritableKeyPath<Root, Facts>) -> Field {
        Field("facts", place, zh: "申报的事实，单位由条款规定", en: "declared facts, in the units that the clause declares")
    }

    public static func received(_ place: WritableKeyPath<Root, Moment>) -> Field {
        Field("received", place, zh: "首次收件时间", en: "when the first version was received")
    }

    public static func lodged(_ place: WritableKeyPath<Root, Moment>) -> Field {
        Field("lodged", place, zh: "本版本提交时间", en: "when this version was lodged")
    }

    public static func supersedes(_ place: WritableKeyPath<Root, Int64?>) -> Field {
        Field("supersedes", place, zh: "所更正的版本号", en: "number of the version that this one corrects")
    }

    public static func answers(_ place: WritableKeyPath<Root, String?>) -> Field {
        Field("answers", place, zh: "所答复的补正通知编号", en: "id of the verifier's request that this one answers")
    }

    public static func sameAs(_ place: WritableKeyPath<Root, [String]?>) -> Field {
        Field("same_as", place, zh: "同一项目、销售或发票的其他申报", en: "claims on the same project, sales or invoices")
    }

    public static func contact(_ place: WritableKeyPath<Root, Contact?>) -> Field {
        Field("contact", place, zh: "联系人", en: "whom to talk to")
    }

    public static func account(_ place: WritableKeyPath<Root, Account?>) -> Field {
        Field("account", place, zh: "收款账户", en: "account to be paid into")
    }
}
