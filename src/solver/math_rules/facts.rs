//! Definite facts: how many of one thing another has. Counts that people dispute (colours of a rainbow aside, hands of
//! a clock, fingers without saying whose) are left out.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::lexicon::Meaning;

/// Parts, things, count. Nouns in the singular; plurals are made. A noun that begins with `=` is taken as it is. A
/// thing that is `-` needs not be named.
const FACTS: &[(&str, &str, i128)] = &[
    // The human body.
    ("thumb", "hand", 1),
    (
        "thumb",
        "human|person|man|woman|human being|pair of hands|body|human body|child|boy|girl|adult|baby|people",
        2,
    ),
    ("finger|digit", "hand|left hand|right hand|glove", 5),
    (
        "finger",
        "human|person|man|woman|human being|pair of hands|body|human body|pair of gloves|child|boy|girl|baby",
        10,
    ),
    (NON_THUMBS, "hand|left hand|right hand", 4),
    (
        NON_THUMBS,
        "human|person|man|woman|human being|pair of hands",
        8,
    ),
    ("toe", "foot|left foot|right foot", 5),
    (
        "toe",
        "human|person|man|woman|human being|body|pair of feet|child|boy|girl|baby",
        10,
    ),
    ("big toe", "foot", 1),
    ("big toe", "human|person|body|man|woman|human being", 2),
    ("fingernail|finger nail", "hand", 5),
    (
        "fingernail|finger nail",
        "human|person|man|woman|human being",
        10,
    ),
    ("toenail|toe nail", "foot", 5),
    ("toenail|toe nail", "human|person|man|woman|human being", 10),
    (
        "finger and toe|=fingers and toes",
        "human|person|human being|body|man|woman",
        20,
    ),
    (
        "eye|ear|hand|foot|arm|leg|knee|elbow|shoulder|lung|kidney|cheek|nostril|eyebrow|ankle|wrist|heel|hip|lip|ear lobe|earlobe|eyelid",
        "human|person|man|woman|human being|body|face|head|human body|human face|child|boy|girl|baby",
        2,
    ),
    (
        "heart|nose|head|mouth|chin|neck|brain|tongue|liver|stomach|belly button|navel|forehead|spine|skull",
        "human|person|man|woman|human being|body|human body|face|head|child|boy|girl|baby",
        1,
    ),
    ("nostril", "nose", 2),
    ("chamber", "heart|human heart", 4),
    (
        "tooth|permanent tooth",
        "human|person|human being|human mouth|mouth|adult human|adult person|grown up",
        32,
    ),
    (
        "bone",
        "human body|adult human body|adult human|adult human skeleton|human skeleton",
        206,
    ),
    ("sense", "human|person|human being|-", 5),
    ("chromosome", "human cell", 46),
    ("limb", "human|person|human being|body|human body", 4),
    // Animals.
    (
        "leg|foot",
        "spider|scorpion|tarantula|arachnid|tick|mite",
        8,
    ),
    (
        "leg",
        "insect|ant|bee|fly|beetle|butterfly|wasp|mosquito|grasshopper|ladybug|ladybird|cockroach|moth|bug|cricket|flea|hornet|termite|honeybee|bumblebee|dragonfly|firefly|house fly|housefly|locust",
        6,
    ),
    ("leg", QUADRUPEDS, 4),
    (
        "foot",
        "dog|cat|horse|cow|sheep|pig|elephant|lion|goat|quadruped|tiger|bear|mouse|rabbit|donkey",
        4,
    ),
    (
        "paw",
        "dog|cat|lion|tiger|bear|fox|wolf|rabbit|puppy|kitten|leopard|panther|hare|bunny|panda",
        4,
    ),
    (
        "hoof",
        "horse|zebra|donkey|mule|pony|unicorn|foal|mare|stallion",
        4,
    ),
    ("hoof", "cow|goat|sheep|deer|ox|moose|giraffe|pig|bull", 4),
    ("horseshoe|shoe", "horse", 4),
    ("leg|wing|foot|eye", BIRDS, 2),
    (
        "leg|foot|claw foot",
        "human|ostrich|kangaroo|biped|dinosaur bird|chick|emu|bird",
        2,
    ),
    (
        "leg",
        "snake|fish|worm|snail|slug|shark|whale|earthworm|eel|serpent|dolphin|goldfish",
        0,
    ),
    ("foot", "snail", 1),
    ("wheel", "snake|fish|sled|boat|sleigh", 0),
    ("leg", "crab|lobster|shrimp|crayfish|prawn|decapod", 10),
    ("arm|tentacle|leg", "octopus|octopod", 8),
    ("heart", "octopus", 3),
    ("arm", "starfish|sea star", 5),
    ("arm", "gorilla|monkey|chimpanzee|ape", 2),
    ("wing", "bee|butterfly|dragonfly|wasp|moth", 4),
    (
        "wing",
        "airplane|aeroplane|plane|bat|fly|angel|dragon|jet",
        2,
    ),
    (
        "wing",
        "dog|cat|horse|human|snake|spider|cow|fish|pig|person",
        0,
    ),
    (
        "eye|ear",
        "dog|cat|horse|cow|rabbit|pig|elephant|lion|mouse|monkey|goat|sheep|owl|fish|frog|tiger|bear|hamster",
        2,
    ),
    ("eye", "cyclops", 1),
    (
        "eye",
        "snake|crocodile|lizard|turtle|shark|whale|penguin",
        2,
    ),
    (
        "tail|nose|head|mouth|heart|trunk",
        "dog|cat|horse|cow|pig|lion|mouse|elephant|monkey|tiger|fox|wolf|goat|sheep",
        1,
    ),
    ("trunk", "elephant|tree|car", 1),
    ("tusk", "elephant|walrus", 2),
    (
        "hump",
        "dromedary|dromedary camel|one humped camel|arabian camel",
        1,
    ),
    ("hump", "bactrian camel|two humped camel|bactrian", 2),
    ("horn", "unicorn|narwhal|indian rhinoceros", 1),
    ("horn", "bull|cow|goat|ram|devil|ox", 2),
    ("life", "cat", 9),
    ("body segment|segment|body part", "insect|ant", 3),
    ("antenna|feeler", "insect|ant|bee|butterfly", 2),
    ("beak|bill", BIRDS, 1),
    ("stomach|stomach chamber", "cow", 4),
    // Vehicles and furniture.
    ("wheel|tyre|tire", "unicycle|wheelbarrow|monocycle", 1),
    (
        "wheel|tyre|tire",
        "bicycle|bike|motorcycle|motorbike|scooter|moped|segway|two wheeler|cycle|tandem|rickshaw cart",
        2,
    ),
    (
        "wheel|tyre|tire",
        "tricycle|trike|three wheeler|tuk tuk|auto rickshaw",
        3,
    ),
    (
        "wheel|tyre|tire",
        "car|automobile|wagon|skateboard|sedan|taxi|cab|quad bike|quadricycle|four wheeler|shopping cart|shopping trolley|passenger car|jeep|motor car|tractor|van|minivan|roller skate|buggy",
        4,
    ),
    ("pedal", "bicycle|bike", 2),
    ("handlebar|saddle|seat", "bicycle|bike", 1),
    ("steering wheel", "car", 1),
    (
        "leg",
        "chair|table|kitchen chair|desk|dining table|stool with four legs|bed",
        4,
    ),
    ("leg", "tripod|milking stool|three legged stool", 3),
    ("sail", "windmill", 4),
    (
        "lens|lense",
        "pair of glasses|pair of spectacles|=glasses|=spectacles",
        2,
    ),
    (
        "leg|trouser leg",
        "pair of trousers|pair of pants|pair of jeans",
        2,
    ),
    ("sleeve", "shirt|sweater|jacket|coat|=t shirt", 2),
    (
        "shoe|sock|glove|boot|mitten|slipper|earring|item|thing|twin|member|sandal",
        "pair|pair of shoes|pair of socks|pair of gloves|pair of boots|pair of mittens|pair of earrings",
        2,
    ),
    ("blade", "pair of scissors", 2),
    // Time.
    ("second", "minute", 60),
    ("second", "hour", 3600),
    ("second", "day", 86_400),
    ("second", "week", 604_800),
    ("millisecond", "second", 1000),
    ("minute", "hour", 60),
    ("minute", "quarter hour|quarter of an hour", 15),
    ("minute", "half hour|half an hour|half of an hour", 30),
    ("minute", "three quarters of an hour", 45),
    ("minute", "day", 1440),
    ("minute", "week", 10_080),
    ("hour", "day|=day and night|=day and a night", 24),
    ("hour", "half day|half a day", 12),
    (
        "hour|number",
        "clock face|clock|analog clock|face of a clock|=face of an analog clock",
        12,
    ),
    ("hour", "week", 168),
    ("day", "week", 7),
    ("day", "fortnight", 14),
    ("day", "weekend", 2),
    (
        "weekday|working day|work day|workday|business day",
        "week",
        5,
    ),
    ("weekend day", "week", 2),
    ("day", "work week|working week|school week", 5),
    (
        "day",
        "year|common year|regular year|non leap year|ordinary year|normal year|standard year|=year that is not a leap year|=year which is not a leap year|=year (not a leap year)",
        365,
    ),
    ("day", "leap year", 366),
    (
        "day",
        "january|month of january|march|month of march|may|month of may|july|month of july|august|month of august|october|month of october|december|month of december",
        31,
    ),
    (
        "day",
        "april|month of april|june|month of june|september|month of september|november|month of november",
        30,
    ),
    (
        "day",
        "=february of a common year|=february of a non leap year|=february in a common year|=february in a non leap year|=a non leap february|=february when it is not a leap year",
        28,
    ),
    (
        "day",
        "=february of a leap year|=february in a leap year|=a leap february|=february during a leap year",
        29,
    ),
    ("week", "fortnight", 2),
    ("week", "year", 52),
    ("month", "year|calendar year|leap year", 12),
    ("month", "quarter|quarter of a year|season|quarter year", 3),
    ("month", "half a year|half year|semester", 6),
    ("season|quarter", "year|-", 4),
    ("year", "decade", 10),
    ("year", "century", 100),
    ("year", "millennium|thousand years", 1000),
    ("year", "half a century|half century", 50),
    ("year", "score", 20),
    ("decade", "century", 10),
    ("century", "millennium", 10),
    (
        "day of the week|=days of the week|=days of a week|day name|weekday name",
        "-|week",
        7,
    ),
    (
        "month of the year|=months of the year|=months of a year",
        "-|year",
        12,
    ),
    // Measures and money.
    ("centimeter|centimetre|cm", "meter|metre", 100),
    ("millimeter|millimetre", "centimeter|centimetre", 10),
    ("millimeter|millimetre", "meter|metre", 1000),
    ("decimeter|decimetre", "meter|metre", 10),
    ("meter|metre", "kilometer|kilometre", 1000),
    ("gram|gramme", "kilogram|kilo|kilogramme", 1000),
    ("milligram", "gram", 1000),
    ("kilogram|kilo", "metric ton|tonne|metric tonne", 1000),
    ("milliliter|millilitre", "liter|litre", 1000),
    ("centiliter|centilitre", "liter|litre", 100),
    ("inch", "foot", 12),
    ("inch", "yard", 36),
    ("foot", "yard", 3),
    ("foot", "mile", 5280),
    ("yard", "mile", 1760),
    ("ounce", "pound", 16),
    ("pint", "quart", 2),
    ("quart", "gallon", 4),
    ("cup", "pint", 2),
    ("teaspoon", "tablespoon", 3),
    ("bit", "byte", 8),
    ("bit", "nibble", 4),
    ("cent|penny", "dollar|us dollar|euro|dollar bill", 100),
    (
        "pence|penny|new penny",
        "pound|british pound|pound sterling",
        100,
    ),
    ("cent", "quarter", 25),
    ("cent", "dime", 10),
    ("cent", "nickel", 5),
    ("cent", "penny", 1),
    ("nickel", "dollar", 20),
    ("dime", "dollar", 10),
    ("quarter", "dollar", 4),
    ("half dollar", "dollar", 2),
    ("nickel", "quarter", 5),
    ("penny", "nickel", 5),
    ("penny", "dime", 10),
    ("penny", "quarter", 25),
    ("nickel", "dime", 2),
    (
        "egg|item|thing|unit|piece|donut|doughnut|rose|bagel|object|cookie|roll|bun|muffin",
        "dozen|dozen eggs|dozen roses|dozen donuts|carton of a dozen",
        12,
    ),
    ("egg|item|thing|unit|object", "half a dozen|half dozen", 6),
    (
        "item|thing|roll|bun|bagel|donut|loaf|bread|object",
        "baker 's dozen|bakers dozen",
        13,
    ),
    ("item|thing|unit|object", "score", 20),
    ("item|thing|unit|object", "gross", 144),
    ("dozen", "gross", 12),
    ("year", "lustrum", 5),
    ("zero|=zeros", "=one million|million|=a million", 6),
    ("zero|=zeros", "=one thousand|thousand|=a thousand", 3),
    ("zero|=zeros", "=one hundred|hundred|=a hundred", 2),
    ("zero|=zeros", "=one billion|billion|=a billion", 9),
    // Shapes.
    (
        "side|corner|angle|vertex|edge|=interior angles|interior angle",
        "triangle|right triangle|equilateral triangle|isosceles triangle|right angled triangle|scalene triangle|trigon",
        3,
    ),
    (
        "side|corner|angle|vertex|edge|right angle|interior angle",
        "square|rectangle",
        4,
    ),
    (
        "side|corner|angle|vertex|edge|interior angle",
        "rhombus|quadrilateral|parallelogram|trapezoid|trapezium|kite|quadrangle|tetragon",
        4,
    ),
    (
        "side|corner|angle|vertex|edge|interior angle",
        "pentagon|pentagram point",
        5,
    ),
    (
        "side|corner|angle|vertex|edge|interior angle",
        "hexagon|honeycomb cell",
        6,
    ),
    (
        "side|corner|angle|vertex|edge|interior angle",
        "heptagon|septagon",
        7,
    ),
    (
        "side|corner|angle|vertex|edge|interior angle",
        "octagon|stop sign|=u s stop sign",
        8,
    ),
    (
        "side|corner|angle|vertex|edge|interior angle",
        "nonagon|enneagon",
        9,
    ),
    (
        "side|corner|angle|vertex|edge|interior angle",
        "decagon",
        10,
    ),
    (
        "side|corner|angle|vertex|edge|interior angle",
        "hendecagon|undecagon",
        11,
    ),
    (
        "side|corner|angle|vertex|edge|interior angle",
        "dodecagon",
        12,
    ),
    ("diagonal", "square|rectangle|quadrilateral|rhombus", 2),
    ("diagonal", "triangle", 0),
    ("diagonal", "pentagon", 5),
    ("diagonal", "hexagon", 9),
    ("corner", "circle", 0),
    ("point", "pentagram|five pointed star", 5),
    ("point", "star of david|six pointed star", 6),
    (
        "face|side",
        "cube|die|=dice|six sided die|rectangular prism|=standard dice|box|cuboid|rubik 's cube",
        6,
    ),
    ("edge", "cube|rectangular prism|cuboid|die", 12),
    ("vertex|corner", "cube|rectangular prism|cuboid|die|box", 8),
    ("face|vertex|corner", "tetrahedron", 4),
    ("edge", "tetrahedron|triangular pyramid", 6),
    ("face|side", "octahedron", 8),
    ("vertex|corner", "octahedron", 6),
    ("edge", "octahedron", 12),
    ("face|side", "dodecahedron", 12),
    ("vertex|corner", "dodecahedron", 20),
    ("edge", "dodecahedron|icosahedron", 30),
    ("face|side", "icosahedron", 20),
    ("vertex|corner", "icosahedron", 12),
    (
        "face",
        "square pyramid|square based pyramid|pyramid with a square base",
        5,
    ),
    (
        "edge",
        "square pyramid|square based pyramid|pyramid with a square base",
        8,
    ),
    (
        "vertex|corner",
        "square pyramid|square based pyramid|pyramid with a square base",
        5,
    ),
    ("face", "triangular prism", 5),
    ("edge", "triangular prism", 9),
    ("vertex|corner", "triangular prism", 6),
    ("dimension", "cube|=physical space", 3),
    (
        "degree",
        "right angle|quarter turn|=corner of a square|quarter circle",
        90,
    ),
    (
        "degree",
        "straight angle|straight line|half circle|semicircle|half turn|=angles of a triangle|triangle|=sum of the angles of a triangle",
        180,
    ),
    (
        "degree",
        "circle|full circle|full turn|full rotation|complete circle|full angle|revolution|rotation|full revolution|complete revolution|complete turn|whole circle|quadrilateral|=angles of a quadrilateral|turn",
        360,
    ),
    (
        "right angle",
        "full circle|circle|full turn|complete turn",
        4,
    ),
    ("right angle", "straight angle|half turn|straight line", 2),
    ("right angle", "right triangle|right angled triangle", 1),
    ("radius|=radii", "diameter", 2),
    // Games and culture.
    (
        "letter|character",
        "alphabet|english alphabet|=english language|latin alphabet|roman alphabet|english abc|modern english alphabet|=abc",
        26,
    ),
    ("letter", "greek alphabet", 24),
    ("vowel", "alphabet|english alphabet|=english language", 5),
    ("consonant", "alphabet|english alphabet", 21),
    (
        "card|playing card",
        "deck|deck of cards|pack of cards|deck of playing cards|standard deck|pack|poker deck|full deck|standard deck of cards|=deck of cards without jokers|=deck of cards (without jokers)|pack of playing cards|=deck of cards excluding jokers|=deck without jokers",
        52,
    ),
    (
        "suit",
        "deck|deck of cards|pack of cards|deck of playing cards|standard deck|pack|pack of playing cards",
        4,
    ),
    (
        "ace|king|queen|jack|ten",
        "deck|deck of cards|pack of cards|deck of playing cards|standard deck|pack|pack of playing cards",
        4,
    ),
    ("card", "suit", 13),
    (
        "square|field",
        "chessboard|chess board|checkerboard|checker board|=board of chess",
        64,
    ),
    (
        "white square|black square",
        "chessboard|chess board|checkerboard",
        32,
    ),
    ("piece", "chess set|game of chess|full chess set", 32),
    (
        "pawn",
        "chess player|side of a chess game|player in chess|=each side in chess|=one side in chess|=each player in chess",
        8,
    ),
    ("pawn", "chess set|=game of chess", 16),
    ("dot|pip|spot", "=dice|die|six sided die", 21),
    (
        "square|cell|place",
        "tic tac toe board|tic tac toe grid|noughts and crosses board",
        9,
    ),
    ("pocket", "pool table|snooker table|billiard table", 6),
    ("pin", "bowling lane|=ten pin bowling|=bowling", 10),
    (
        "hole",
        "golf course|full golf course|round of golf|=full round of golf",
        18,
    ),
    (
        "player",
        "soccer team|football team in soccer|cricket team|hockey field team|association football team|=soccer team on the field",
        11,
    ),
    ("player", "basketball team|=basketball team on the court", 5),
    ("player", "baseball team", 9),
    ("player", "volleyball team", 6),
    (
        "player",
        "chess game|chess match|=chess|tennis singles match",
        2,
    ),
    ("player", "tennis doubles match", 4),
    ("base", "baseball diamond|baseball field", 4),
    ("inning", "baseball game", 9),
    (
        "ring",
        "=olympic symbol|=olympic flag|=olympics logo|olympic logo|=olympic rings",
        5,
    ),
    ("string", "guitar|=acoustic guitar|classical guitar", 6),
    (
        "string",
        "violin|cello|viola|ukulele|bass guitar|fiddle|double bass",
        4,
    ),
    ("key", "piano|grand piano|full size piano|full piano", 88),
    ("white key", "piano", 52),
    ("black key", "piano", 36),
    ("line", "staff|musical staff|=limerick|stave", 5),
    ("line", "sonnet", 14),
    ("line", "haiku", 3),
    ("syllable", "haiku", 17),
    ("note", "octave", 8),
    ("semitone", "octave", 12),
    ("musician|player|member|singer", "quartet|string quartet", 4),
    ("musician|player|member|singer", "trio", 3),
    (
        "musician|player|member|singer|person|=people",
        "duet|duo|couple",
        2,
    ),
    ("musician|player|member|singer", "quintet", 5),
    ("musician|player|member|singer", "octet", 8),
    ("musician|player|member|singer", "sextet", 6),
    (
        "child|baby|=children|sibling",
        "set of twins|pair of twins|=twins",
        2,
    ),
    (
        "child|baby|=children|sibling",
        "set of triplets|=triplets",
        3,
    ),
    (
        "child|baby|=children|sibling",
        "set of quadruplets|=quadruplets",
        4,
    ),
    (
        "child|baby|=children|sibling",
        "set of quintuplets|=quintuplets",
        5,
    ),
    ("book|movie|film", "trilogy", 3),
    ("movie|book|film", "tetralogy", 4),
    ("color|colour", "rainbow", 7),
    (
        "color|colour|light",
        "traffic light|stoplight|traffic signal|stop light",
        3,
    ),
    ("primary color|primary colour", "-", 3),
    ("leaf|=leaves", "four leaf clover|four leafed clover", 4),
    ("leaf|=leaves", "shamrock|three leaf clover", 3),
    ("side", "coin", 2),
    (
        "side|page",
        "sheet of paper|piece of paper|leaf of paper",
        2,
    ),
    ("corner", "sheet of paper|piece of paper", 4),
    ("wall", "rectangular room|square room", 4),
    ("planet", "solar system|-", 8),
    ("sun|star", "solar system", 1),
    ("moon", "earth|planet earth", 1),
    ("moon", "mars", 2),
    ("continent", "-|earth|world|planet|planet earth", 7),
    ("ocean", "-|earth|world", 5),
    (
        "state",
        "usa|=u s a|=united states|=united states of america|=us|=u s|america|=the us|-",
        50,
    ),
    (
        "star",
        "us flag|american flag|=flag of the united states|=united states flag|=flag of the usa|u s flag|usa flag",
        50,
    ),
    (
        "stripe",
        "us flag|american flag|=flag of the united states|=united states flag|=flag of the usa|u s flag|usa flag",
        13,
    ),
    ("cardinal direction|main compass direction", "-|compass", 4),
    (
        "dwarf|=dwarfs|=dwarves",
        "snow white story|=story of snow white|=snow white|=tale of snow white|=fairy tale snow white",
        7,
    ),
    (
        "little pig",
        "story|fairy tale|=fairy tale of the three little pigs",
        3,
    ),
    ("musketeer", "=novel by dumas|-", 3),
    ("commandment", "bible|-", 10),
    ("deadly sin", "-", 7),
    (
        "wonder of the ancient world|=wonders of the ancient world|wonder of the world|=wonders of the world",
        "-",
        7,
    ),
    ("sign|star sign", "zodiac", 12),
    (
        "sign of the zodiac|=signs of the zodiac|zodiac sign",
        "-",
        12,
    ),
    ("day of christmas|=days of christmas", "-|song", 12),
    ("blind mouse|=blind mice", "nursery rhyme|-", 3),
    (
        "beatle|member of the beatles|=members of the beatles",
        "-",
        4,
    ),
    ("digit", "decimal system|=us zip code with five digits", 10),
    ("digit", "binary system|binary number system|=binary", 2),
    ("digit", "=hexadecimal", 16),
    ("button|=mouse buttons", "two button mouse", 2),
    ("dimension", "point", 0),
    ("atom", "water molecule|molecule of water", 3),
    ("hydrogen atom", "water molecule|molecule of water", 2),
    ("oxygen atom", "water molecule|molecule of water", 1),
    ("proton", "hydrogen atom", 1),
    ("proton", "helium atom", 2),
    ("proton", "carbon atom", 6),
    ("proton", "oxygen atom", 8),
];

const NON_THUMBS: &str = "non thumb|non thumb finger|nonthumb|=fingers that are not thumbs|=fingers that are not the thumb|=fingers that is not a thumb|=fingers which are not thumbs|=fingers which are not the thumb|=fingers other than the thumb|=fingers other than thumbs|=fingers other than the thumbs|=fingers excluding the thumb|=fingers excluding thumbs|=fingers excluding the thumbs|=fingers except the thumb|=fingers except thumbs|=fingers except for the thumb|=fingers besides the thumb|=fingers not counting the thumb|=fingers not counting thumbs|=fingers not counting the thumbs|=fingers not including the thumb|=fingers without the thumb|=fingers without counting the thumb|=fingers ( not counting the thumb )|=fingers ( excluding the thumb )|=fingers ( without the thumb )|=fingers ( not thumbs )|=fingers , not counting the thumb ,|=fingers , excluding the thumb ,|=fingers , not counting thumbs ,|=fingers but not thumbs|=digits that are not thumbs|=digits other than the thumb|=digits other than thumbs|=digits excluding the thumb|=digits excluding thumbs|=things that are not thumbs";

const QUADRUPEDS: &str = "dog|cat|horse|cow|sheep|pig|elephant|lion|tiger|mouse|goat|donkey|zebra|giraffe|rabbit|bear|wolf|fox|deer|camel|cheetah|leopard|hippo|hippopotamus|rhino|rhinoceros|hamster|mule|ox|bull|calf|lamb|puppy|kitten|pony|squirrel|rat|turtle|tortoise|lizard|frog|toad|crocodile|alligator|quadruped|buffalo|moose|llama|alpaca|panda|hedgehog|guinea pig|panther|bunny|hare|beaver|foal|ram|mare|stallion|reindeer|gazelle|antelope|badger|raccoon|skunk|unicorn|salamander|newt|bison|elk|piglet|gecko|polar bear|hound|poodle|jaguar|colt";

const BIRDS: &str = "bird|chicken|hen|duck|goose|eagle|owl|sparrow|robin|parrot|pigeon|swan|turkey|rooster|penguin|crow|hawk|flamingo|seagull|pelican|raven|canary|finch|stork|falcon|peacock|vulture|ostrich|magpie|woodpecker|chick|cockerel|heron|hummingbird|blackbird|dove|toucan";

/// The tables of the lexicon and of counts.
struct Facts {
    phrases: Vec<(String, Meaning)>,
    counts: HashMap<(u16, u16), i128>,
    anywhere: u16,
    side: u16,
}

fn facts() -> &'static Facts {
    static BUILT: OnceLock<Facts> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut numbers: HashMap<String, u16> = HashMap::new();
        let mut number = |noun: &str| {
            let next = numbers.len() as u16;
            *numbers.entry(noun.to_owned()).or_insert(next)
        };
        let mut built = Facts {
            phrases: Vec::new(),
            counts: HashMap::new(),
            anywhere: number("-"),
            side: number("side"),
        };
        for (parts, things, count) in FACTS {
            let parts: Vec<&str> = parts.split('|').collect();
            for thing in things.split('|') {
                let thing_number = number(thing);
                for part in &parts {
                    built
                        .counts
                        .entry((number(part), thing_number))
                        .or_insert(*count);
                }
                let meaning = Meaning::Thing(thing_number);
                built
                    .phrases
                    .extend(forms(thing).map(|form| (form, meaning)));
            }
            for part in parts {
                let meaning = Meaning::Part(number(part));
                built
                    .phrases
                    .extend(forms(part).map(|form| (form, meaning)));
            }
        }
        built
    })
}

/// Every noun with its numbers and cases.
pub(super) fn phrases() -> impl Iterator<Item = (String, Meaning)> {
    facts().phrases.iter().cloned()
}

/// How many of a part a thing has.
pub(super) fn count(part: u16, thing: u16) -> Option<i128> {
    facts().counts.get(&(part, thing)).copied()
}

/// How many sides a shape has.
pub(super) fn sides(shape: u16) -> Option<i128> {
    count(facts().side, shape)
}

/// How many there are where no thing needs to be named.
pub(super) fn count_anywhere(part: u16) -> Option<i128> {
    count(part, facts().anywhere)
}

/// Singular and plural of a noun.
fn forms(noun: &str) -> impl Iterator<Item = String> {
    let fixed = noun.strip_prefix('=');
    let noun = fixed.unwrap_or(noun);
    let mut all = vec![spaced(noun)];
    if fixed.is_none() {
        // "pair of shoes" has the plural in front.
        let (head, tail) = noun.split_once(" of ").unwrap_or((noun, ""));
        let (first, last) = head.rsplit_once(' ').map_or(("", head), |(f, l)| (f, l));
        let tail = if tail.is_empty() {
            String::new()
        } else {
            format!(" of {tail}")
        };
        let gap = if first.is_empty() { "" } else { " " };
        all.push(format!("{first}{gap}{}{tail}", plural(last)));
    }
    all.into_iter()
}

fn spaced(noun: &str) -> String {
    noun.replace('(', "( ").replace(')', " )")
}

fn plural(noun: &str) -> String {
    let irregular = match noun {
        "foot" => "feet",
        "tooth" => "teeth",
        "goose" => "geese",
        "mouse" => "mice",
        "man" => "men",
        "woman" => "women",
        "person" => "people",
        "child" => "children",
        "hoof" => "hooves",
        "half" => "halves",
        "leaf" => "leaves",
        "wolf" => "wolves",
        "calf" => "calves",
        "life" => "lives",
        "ox" => "oxen",
        "vertex" => "vertices",
        "die" => "dice",
        "millennium" => "millennia",
        "antenna" => "antennae",
        "sheep" | "fish" | "deer" | "moose" | "bison" | "shrimp" | "cm" | "pence" => noun,
        _ => "",
    };
    if !irregular.is_empty() {
        return irregular.to_owned();
    }
    let vowel_before_y = noun.ends_with("ay") || noun.ends_with("ey") || noun.ends_with("oy");
    if let (Some(stem), false) = (noun.strip_suffix('y'), vowel_before_y) {
        return format!("{stem}ies");
    }
    if ["s", "x", "ch", "sh", "o"]
        .iter()
        .any(|end| noun.ends_with(end))
        && !matches!(
            noun,
            "piano" | "hippo" | "rhino" | "trio" | "kilo" | "cello" | "euro" | "duo" | "flamingo"
        )
    {
        return format!("{noun}es");
    }
    format!("{noun}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals() {
        for (noun, many) in [
            ("spider", "spiders"),
            ("foot", "feet"),
            ("century", "centuries"),
            ("day", "days"),
            ("box", "boxes"),
            ("inch", "inches"),
        ] {
            assert_eq!(plural(noun), many);
        }
        let pairs: Vec<String> = forms("pair of hands").collect();
        assert_eq!(pairs, ["pair of hands", "pairs of hands"]);
        let fixed: Vec<String> = forms("=united states").collect();
        assert_eq!(fixed, ["united states"]);
    }

    #[test]
    fn patterns_are_plain() {
        // Nouns go into the trie word by word; a pattern's brackets would be taken as words.
        for (parts, things, _) in FACTS {
            assert!(!parts.contains('[') && !things.contains('['));
        }
    }
}
