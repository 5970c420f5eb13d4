"""The words of which the made-up record is put together. Nobody of these names is meant, and nothing of this happened."""

# A pillar of the site: id, name.
PILLARS = [
    ("security", "Security & Arms"),
    ("trade", "Trade"),
    ("science", "Science"),
    ("power", "Power & Climate"),
    ("people", "People"),
    ("seas", "Seas & Routes"),
]

# A country: code of ISO 3166, name, a city with its latitude and longitude.
COUNTRIES = [
    ("AR", "Argentina", "Rosario", -32.95, -60.64),
    ("AU", "Australia", "Hobart", -42.88, 147.33),
    ("AT", "Austria", "Graz", 47.07, 15.44),
    ("BE", "Belgium", "Ghent", 51.05, 3.72),
    ("BR", "Brazil", "Recife", -8.05, -34.88),
    ("BG", "Bulgaria", "Varna", 43.21, 27.92),
    ("CA", "Canada", "Halifax", 44.65, -63.57),
    ("CL", "Chile", "Valparaiso", -33.05, -71.61),
    ("CN", "China", "Hangzhou", 30.27, 120.15),
    ("CO", "Colombia", "Cartagena", 10.39, -75.51),
    ("HR", "Croatia", "Split", 43.51, 16.44),
    ("DK", "Denmark", "Aarhus", 56.16, 10.20),
    ("EG", "Egypt", "Alexandria", 31.20, 29.92),
    ("EE", "Estonia", "Tartu", 58.38, 26.72),
    ("FI", "Finland", "Turku", 60.45, 22.27),
    ("FR", "France", "Lyon", 45.76, 4.84),
    ("DE", "Germany", "Leipzig", 51.34, 12.37),
    ("GR", "Greece", "Patras", 38.25, 21.73),
    ("HU", "Hungary", "Pecs", 46.07, 18.23),
    ("IS", "Iceland", "Akureyri", 65.68, -18.09),
    ("IN", "India", "Jaipur", 26.92, 75.79),
    ("ID", "Indonesia", "Surabaya", -7.26, 112.75),
    ("IE", "Ireland", "Cork", 51.90, -8.47),
    ("IT", "Italy", "Bologna", 44.49, 11.34),
    ("JP", "Japan", "Sendai", 38.27, 140.87),
    ("KZ", "Kazakhstan", "Almaty", 43.24, 76.89),
    ("KE", "Kenya", "Mombasa", -4.04, 39.67),
    ("LV", "Latvia", "Liepaja", 56.50, 21.01),
    ("LT", "Lithuania", "Kaunas", 54.90, 23.90),
    ("MY", "Malaysia", "Ipoh", 4.60, 101.08),
    ("MX", "Mexico", "Puebla", 19.04, -98.21),
    ("MA", "Morocco", "Fez", 34.03, -5.00),
    ("NL", "Netherlands", "Utrecht", 52.09, 5.12),
    ("NZ", "New Zealand", "Dunedin", -45.87, 170.50),
    ("NO", "Norway", "Bergen", 60.39, 5.32),
    ("PK", "Pakistan", "Multan", 30.16, 71.52),
    ("PE", "Peru", "Cusco", -13.53, -71.97),
    ("PH", "Philippines", "Cebu City", 10.32, 123.89),
    ("PL", "Poland", "Poznan", 52.41, 16.93),
    ("PT", "Portugal", "Porto", 41.15, -8.61),
    ("RO", "Romania", "Cluj", 46.77, 23.60),
    ("SK", "Slovakia", "Kosice", 48.72, 21.26),
    ("SI", "Slovenia", "Maribor", 46.55, 15.65),
    ("ZA", "South Africa", "Durban", -29.86, 31.02),
    ("KR", "South Korea", "Daegu", 35.87, 128.60),
    ("ES", "Spain", "Seville", 37.39, -5.98),
    ("SE", "Sweden", "Uppsala", 59.86, 17.64),
    ("CH", "Switzerland", "Basel", 47.56, 7.59),
    ("TH", "Thailand", "Chiang Mai", 18.79, 98.98),
    ("TN", "Tunisia", "Sfax", 34.74, 10.76),
    ("UA", "Ukraine", "Lviv", 49.84, 24.03),
    ("GB", "United Kingdom", "Leeds", 53.80, -1.55),
    ("US", "United States", "Denver", 39.74, -104.99),
    ("UY", "Uruguay", "Salto", -31.38, -57.96),
    ("VN", "Vietnam", "Hue", 16.46, 107.59),
]

# Every given name goes with every family name, a beginning with an end: 5,760 people.
GIVEN = """Ada Alva Anneke Arjun Astrid Bao Basil Benita Bruno Celia Cem Cyril Dalia Darko Delphine Edda Egon Enzo
Esra Farid Fenna Flora Gita Goran Greta Gustav Halina Henrik Hiba Ilka Imre Isolde Jarek Jorinde Kamal Katya Klara
Leif Lidia Ludo Magda Marek Mika Mirja Nanna Nils Noor Odile Orson Otilia Per Petro Quirin Ralf Rana Sabine Tamar
Tibor Ulla Yara""".split()
FAMILY_BEGINNINGS = "Al Bren Cor Dar El Fen Gal Hor Jan Kor Mar Tor".split()
FAMILY_ENDINGS = "anova bek dale essen imoto ric vander viksen".split()

# How some names are written at home: parts of family names, parts of given names.
NATIVE = {
    "CN": ("欧夏江温秦顾苗柳", "岚川桐雁舟朔"),
    "JP": ("月島 沢渡 小鳥 白瀬 風間 星川".split(), "凪 楓 岬 朝 澪 湊".split()),
    "KR": ("남도봉표하", "가온누리솔한별"),
}

OFFICES = ["President", "Prime Minister", "Foreign Minister", "Minister of Trade", "Minister of Defence"]
STATUSES = ["announced", "agreed", "signed", "in-force", "stalled", "kept", "withdrawn"]
VENUES = ["Guildhall", "Old Customs House", "Harbour Pavilion", "Academy", "Lakeside Villa", "Assembly Rooms"]

KINDS = """advisory bold calm careful central coastal combined complete costly detailed discreet early final firm
frank gradual hasty independent informal inland joint lengthy lawful lively local minor northern ordinary partial
patient permanent plain precise private provisional recent rural shared silent sincere southern spare steady sudden
technical timid united useful verbal wide written""".split()
THINGS = """accord agenda archive assembly auditor balance bank bridge bureau canal cargo census charter clause
clinic cable commission compact concession conference council courier covenant customs dam degree dispute district
document duty expert factory farm ferry fishery fleet forest formula fund garrison grain harbour harvest hospital
inspector institute interpreter island item ledger letter licence list loan mandate manual map mast mediator
memorandum museum note notice office passage patent pilot plan plant police pool post price proposal province
questionnaire railway rapporteur ration reading record registry rehearsal remark report reservoir river road rule
sample school seal secretariat session signal station stipend store survey table tariff teacher text ticket toll
tour tribunal tunnel union university valley vaccine vessel wage warehouse well working-party yard""".split()
DEEDS = """adjourned adopted amended answered appraised archived assigned audited borrowed checked circulated
clarified closed collected compared completed copied corrected counted deferred delivered described disclosed
discussed divided doubled entered examined exchanged explained financed framed granted halved heard hosted initialled
inspected invited leased limited listed measured merged monitored moved named noted numbered ordered pooled postponed
prepared presented preserved printed promised published questioned received recorded redrew reduced registered removed
repaired replaced requested resumed returned sealed sent settled shared shortened sketched sorted staffed studied
summarised tested traced translated trimmed updated verified visited weighed withheld wrote""".split()
OPENINGS = """After two rounds|At the second sitting|Before the cameras|Behind closed doors|By late evening|During the break|
From the first day|In a side room|In a separate text|In the closing hour|On the margins|On paper|Over dinner|
Past the deadline|To general surprise|Under the new rules|With one reservation|Without a vote""".replace("\n", "").split("|")
SPEAKERS = """A person close to|The delegation of|Notes taken for|An adviser to|Two people who briefed|The spokesman of""".split("|")
