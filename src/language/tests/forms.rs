//! Dates, numbers, lists and amounts in several languages.

use jiff::civil::date;

use super::super::{Direction, Language};
use super::language;

#[test]
fn can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Language>();
}

#[test]
fn english_reads_well_in_a_sentence() {
    let en = Language::english();
    assert_eq!(
        en.span(date(2019, 6, 29), date(2025, 10, 30)),
        "six years and four months"
    );
    assert_eq!(
        en.span_digits(date(2019, 6, 29), date(2025, 10, 30)),
        "6 years and 4 months"
    );
    assert_eq!(
        en.span(date(2022, 11, 14), date(2023, 11, 15)),
        "one year and one day"
    );
    assert_eq!(
        en.span(date(2025, 10, 28), date(2025, 10, 21)),
        "seven days"
    );
    assert_eq!(
        en.span(date(2025, 10, 28), date(2025, 10, 28)),
        "the same day"
    );
    let dates = [
        (19, 11, 1985, 21, 11, 1985, "19–21 November 1985"),
        (29, 5, 1988, 2, 6, 1988, "29 May – 2 June 1988"),
        (
            29,
            12,
            2024,
            2,
            1,
            2025,
            "29 December 2024 – 2 January 2025",
        ),
        (19, 11, 1985, 19, 12, 1985, "19 November – 19 December 1985"),
        (30, 10, 2025, 30, 10, 2025, "30 October 2025"),
    ];
    for (day, month, year, to_day, to_month, to_year, said) in dates {
        assert_eq!(
            en.days(date(year, month, day), date(to_year, to_month, to_day)),
            said
        );
    }
    assert_eq!(
        en.days_short(date(1985, 11, 19), date(1985, 11, 21)),
        "19–21 Nov 1985"
    );
    assert_eq!(
        en.days_of_year(date(2025, 10, 26), date(2025, 10, 27)),
        "26–27 Oct"
    );
    assert_eq!(
        en.days_of_year(date(2025, 10, 26), date(2025, 11, 1)),
        "26 Oct – 1 Nov"
    );
    let day = date(2025, 10, 30);
    assert_eq!(
        [
            en.day(day),
            en.day_short(day),
            en.day_of_year(day),
            en.weekday(day),
            en.month(day)
        ],
        [
            "30 October 2025",
            "30 Oct 2025",
            "30 Oct",
            "Thursday",
            "October 2025"
        ]
    );
}

#[test]
fn english_numbers() {
    let en = Language::english();
    assert_eq!(
        [2315, -1_000_000, 999, 0].map(|n| en.digits(n)),
        ["2,315", "−1,000,000", "999", "0"]
    );
    assert_eq!(
        [0, 1, 7, 20, 21, -3].map(|n| en.number(n)),
        ["no", "one", "seven", "twenty", "21", "−3"]
    );
    assert_eq!(
        [0, 6, 20, 21, 22, 23, 111, 112].map(|n| en.ordinal(n)),
        [
            "zeroth",
            "sixth",
            "twentieth",
            "21st",
            "22nd",
            "23rd",
            "111th",
            "112th"
        ]
    );
    assert_eq!(
        [550.0, 253.4, 500_000.0, -0.0, 12_345.67, 1e15].map(|n| en.decimal(n)),
        [
            "550",
            "253.4",
            "500,000",
            "0",
            "12,345.67",
            "1,000,000,000,000,000"
        ]
    );
    assert_eq!(
        [0, 1, 7, 21].map(|n| en.count("count.meetings", n)),
        [
            "no meetings",
            "one meeting",
            "seven meetings",
            "21 meetings"
        ]
    );
    assert_eq!(en.count_digits("count.days", 2315), "2,315 days");
    assert_eq!(en.count_digits("count.days", 1), "1 day");
    assert_eq!(
        en.say_count("count.days", 1, &[("n", "<b>1</b>")]),
        "<b>1</b> day"
    );
    assert_eq!(
        [
            en.amount(550.0, "USD billion"),
            en.amount(-5.5, "USD billion"),
            en.amount(12.0, "aircraft"),
            en.amount(3.0, "")
        ],
        ["$550\u{a0}bn", "−$5.5\u{a0}bn", "12\u{a0}aircraft", "3"]
    );
}

#[test]
fn lists() {
    let said = |tag: &str| {
        let language = language(tag);
        let items = ["A", "B", "C"];
        [1, 2, 3].map(|n| language.list(&items[..n])).join(" | ")
    };
    assert_eq!(said("en"), "A | A and B | A, B and C");
    assert_eq!(said("en-US"), "A | A and B | A, B, and C");
    assert_eq!(said("ja"), "A | AとB | A、B、C");
    assert_eq!(said("de"), "A | A und B | A, B und C");
    assert_eq!(said("zh-Hans"), "A | A和B | A、B和C");
    assert_eq!(Language::english().list::<&str>(&[]), "");
}

#[test]
fn japanese() {
    let ja = language("ja");
    let day = date(2025, 10, 30);
    assert_eq!(
        [
            ja.day(day),
            ja.day_short(day),
            ja.day_of_year(day),
            ja.weekday(day),
            ja.month(day)
        ],
        [
            "2025年10月30日",
            "2025/10/30",
            "10月30日",
            "木曜日",
            "2025年10月"
        ]
    );
    assert_eq!(
        ja.days(date(1985, 11, 19), date(1985, 11, 21)),
        "1985年11月19日～21日"
    );
    assert_eq!(
        ja.days(date(1988, 5, 29), date(1988, 6, 2)),
        "1988年5月29日～6月2日"
    );
    assert_eq!(
        ja.days(date(2024, 12, 29), date(2025, 1, 2)),
        "2024年12月29日～2025年1月2日"
    );
    assert_eq!(
        ja.days_short(date(1985, 11, 19), date(1985, 11, 21)),
        "1985/11/19～21"
    );
    assert_eq!(
        ja.days_of_year(date(2025, 10, 26), date(2025, 10, 27)),
        "10月26日～27日"
    );
    assert_eq!(ja.span(date(2019, 6, 29), date(2025, 10, 30)), "6年4か月");
    assert_eq!(
        ja.span_digits(date(2025, 8, 21), date(2025, 10, 24)),
        "2か月3日"
    );
    assert_eq!(ja.span(day, day), "同日");
    assert_eq!(
        [
            ja.number(7),
            ja.digits(2315),
            ja.decimal(253.4),
            ja.ordinal(6)
        ],
        ["7", "2,315", "253.4", "6回目"]
    );
    assert_eq!(ja.count("count.meetings", 7), "7回の会談");
    assert_eq!(ja.amount(2.0, "JPY trillion"), "2兆円");
    assert_eq!(ja.amount(550.0, "USD billion"), "5,500億ドル");
    assert_eq!(ja.amount(3.5, "USD million"), "350万ドル");
}

#[test]
fn other_languages_follow_cldr() {
    let (day, last) = (date(1985, 11, 19), date(1985, 11, 21));
    let said = |tag: &str| {
        let language = language(tag);
        [
            language.day(day),
            language.day_short(day),
            language.days(day, last),
            language.digits(-12_345),
            language.decimal(253.4),
        ]
    };
    assert_eq!(
        said("en-US"),
        [
            "November 19, 1985",
            "Nov 19, 1985",
            "November 19–21, 1985",
            "−12,345",
            "253.4"
        ]
    );
    assert_eq!(
        said("de"),
        [
            "19. November 1985",
            "19.11.1985",
            "19.–21. November 1985",
            "−12.345",
            "253,4"
        ]
    );
    assert_eq!(
        said("fr"),
        [
            "19 novembre 1985",
            "19 nov. 1985",
            "19–21 novembre 1985",
            "−12\u{202f}345",
            "253,4"
        ]
    );
    assert_eq!(
        said("zh-Hans")[..3],
        ["1985年11月19日", "1985年11月19日", "1985年11月19日–21日"]
    );
    assert_eq!(said("ar")[0], "19 نوفمبر 1985");
    assert_eq!(language("ar-EG").digits(2315), "٢٬٣١٥");
    assert_eq!(said("fa")[2], "۱۹–۲۱ نوامبر ۱۹۸۵");
    assert!(language("ar").is_rtl() && !language("de").is_rtl());
    assert_eq!(Language::direction_of("he-IL"), Direction::Rtl);
    assert_eq!(Language::direction_of("not a tag!"), Direction::Ltr);
    assert_eq!(language("pt").month(day), "novembro de 1985");
}

/// ICU4X asserts in debug builds that a formatter has all it needs.
#[test]
fn every_language_has_all_forms() {
    let tags = "af am ar ar-EG as ast az be bg bn bo br bs ca ceb cs cy da de de-AT de-CH dsb el en \
        en-AU en-CA en-IN en-US en-ZA eo es es-MX es-US et eu fa ff fi fil fo fr fr-CA fr-CH fy ga gd gl gu \
        ha he hi hr hsb hu hy ia id ig is it it-CH ja jv ka kk km kn ko kok ku ky la lb lo lt lv mi mk ml \
        mn mr ms mt my nb ne nl nn no or pa pcm pl ps pt pt-PT qu rm ro ru rw sa sat sc sd se si sk sl so \
        sq sr sr-Latn su sv sw ta te tg th ti tk to tr tt ug uk ur uz vi wo xh yo yue zh zh-Hant zh-HK zu xx und";
    for tag in tags.split_ascii_whitespace() {
        let language = language(tag);
        for day in [
            date(1, 1, 1),
            date(999, 12, 31),
            date(1985, 11, 19),
            date(2025, 9, 1),
        ] {
            for said in [
                language.day(day),
                language.day_short(day),
                language.day_of_year(day),
                language.weekday(day),
                language.month(day),
                language.days(day, date(2030, 9, 2)),
                language.days_short(day, date(2030, 9, 2)),
            ] {
                assert!(!said.is_empty() && !said.contains('{'), "{tag}: {said}");
            }
        }
    }
}

#[test]
fn years_before_the_first_are_written_as_iso_has_them() {
    let en = Language::english();
    assert_eq!(en.day(date(33, 4, 3)), "3 April 33");
    assert_eq!(en.day(date(0, 4, 3)), "0000-04-03");
    assert_eq!(en.day(date(-44, 3, 15)), "-000044-03-15");
    assert_eq!(
        en.days(date(-44, 3, 15), date(14, 8, 19)),
        "-000044-03-15 – 19 August 14"
    );
}
