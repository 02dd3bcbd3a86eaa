//! Bodies and animals.

use super::Fact;

/// Facts.
#[rustfmt::skip] // a row a line
pub(crate) const FACTS: &[Fact] = &[
    // The human body.
    ("thumb", "hand", 1),
    ("thumb", "human|person|man|woman|human being|pair of hands|body|human body|child|boy|girl|adult|baby", 2),
    ("thumb", "people", 2),
    ("finger|digit", "hand|left hand|right hand|glove", 5),
    ("finger", "human|person|man|woman|human being|pair of hands|body|human body|pair of gloves|child|boy", 10),
    ("finger", "girl|baby", 10),
    (NON_THUMBS, "hand|left hand|right hand", 4),
    (NON_THUMBS, "human|person|man|woman|human being|pair of hands", 8),
    ("toe", "foot|left foot|right foot", 5),
    ("toe", "human|person|man|woman|human being|body|pair of feet|child|boy|girl|baby", 10),
    ("big toe", "foot", 1),
    ("big toe", "human|person|body|man|woman|human being", 2),
    ("fingernail|finger nail", "hand", 5),
    ("fingernail|finger nail", "human|person|man|woman|human being", 10),
    ("toenail|toe nail", "foot", 5),
    ("toenail|toe nail", "human|person|man|woman|human being", 10),
    ("finger and toe|=fingers and toes", "human|person|human being|body|man|woman", 20),
    ("eye|ear|hand|foot|arm|leg|knee|elbow|shoulder|lung|kidney|cheek|nostril|eyebrow|ankle|wrist|heel|hip|lip|ear lobe|earlobe|eyelid", "human|person|man|woman", 2),
    ("eye|ear|hand|foot|arm|leg|knee|elbow|shoulder|lung|kidney|cheek|nostril|eyebrow|ankle|wrist|heel|hip|lip|ear lobe|earlobe|eyelid", "human being|body|face|head", 2),
    ("eye|ear|hand|foot|arm|leg|knee|elbow|shoulder|lung|kidney|cheek|nostril|eyebrow|ankle|wrist|heel|hip|lip|ear lobe|earlobe|eyelid", "human body|human face|child", 2),
    ("eye|ear|hand|foot|arm|leg|knee|elbow|shoulder|lung|kidney|cheek|nostril|eyebrow|ankle|wrist|heel|hip|lip|ear lobe|earlobe|eyelid", "boy|girl|baby", 2),
    ("heart|nose|head|mouth|chin|neck|brain|tongue|liver|stomach|belly button|navel|forehead|spine|skull", "human|person|man|woman", 1),
    ("heart|nose|head|mouth|chin|neck|brain|tongue|liver|stomach|belly button|navel|forehead|spine|skull", "human being|body|human body", 1),
    ("heart|nose|head|mouth|chin|neck|brain|tongue|liver|stomach|belly button|navel|forehead|spine|skull", "face|head|child|boy|girl|baby", 1),
    ("nostril", "nose", 2),
    ("chamber", "heart|human heart", 4),
    ("tooth|permanent tooth", "human|person|human being|human mouth|mouth|adult human|adult person", 32),
    ("tooth|permanent tooth", "grown up", 32),
    ("bone", "human body|adult human body|adult human|adult human skeleton|human skeleton", 206),
    ("sense", "human|person|human being|-", 5),
    ("chromosome", "human cell", 46),
    ("limb", "human|person|human being|body|human body", 4),
    // Animals.
    ("leg|foot", "spider|scorpion|tarantula|arachnid|tick|mite", 8),
    ("leg", "insect|ant|bee|fly|beetle|butterfly|wasp|mosquito|grasshopper|ladybug|ladybird|cockroach|moth", 6),
    ("leg", "bug|cricket|flea|hornet|termite|honeybee|bumblebee|dragonfly|firefly|house fly|housefly", 6),
    ("leg", "locust", 6),
    ("leg", QUADRUPEDS, 4),
    ("foot", "dog|cat|horse|cow|sheep|pig|elephant|lion|goat|quadruped|tiger|bear|mouse|rabbit|donkey", 4),
    ("paw", "dog|cat|lion|tiger|bear|fox|wolf|rabbit|puppy|kitten|leopard|panther|hare|bunny|panda", 4),
    ("hoof", "horse|zebra|donkey|mule|pony|unicorn|foal|mare|stallion", 4),
    ("hoof", "cow|goat|sheep|deer|ox|moose|giraffe|pig|bull", 4),
    ("horseshoe|shoe", "horse", 4),
    ("leg|wing|foot|eye", BIRDS, 2),
    ("leg|foot", "human|ostrich|kangaroo|biped|chick|emu|bird", 2),
    ("leg", "snake|fish|worm|snail|slug|shark|whale|earthworm|eel|serpent|dolphin|goldfish", 0),
    ("wheel", "sled|boat|sleigh", 0),
    ("leg", "crab|lobster|shrimp|crayfish|prawn|decapod", 10),
    ("arm|tentacle|leg", "octopus|octopod", 8),
    ("heart", "octopus", 3),
    ("arm", "starfish|sea star", 5),
    ("arm", "gorilla|monkey|chimpanzee|ape", 2),
    ("wing", "bee|butterfly|dragonfly|wasp|moth", 4),
    ("wing", "airplane|aeroplane|plane|bat|fly|angel|dragon|jet", 2),
    ("wing", "dog|cat|horse|human|snake|spider|cow|fish|pig|person", 0),
    ("eye|ear", "dog|cat|horse|cow|rabbit|pig|elephant|lion|mouse|monkey|goat|sheep|tiger", 2),
    ("eye|ear", "bear|hamster", 2),
    ("eye", "cyclops", 1),
    ("eye", "fish|frog|owl|snake|crocodile|lizard|turtle|shark|whale|penguin", 2),
    ("tail|nose|head|mouth|heart", "dog|cat|horse|cow|pig|lion|mouse|elephant|monkey|tiger|fox|wolf", 1),
    ("tail|nose|head|mouth|heart", "goat|sheep", 1),
    ("trunk", "elephant|tree|car", 1),
    ("tusk", "elephant|walrus", 2),
    ("hump", "dromedary|dromedary camel|one humped camel|arabian camel", 1),
    ("hump", "bactrian camel|two humped camel|bactrian", 2),
    ("horn", "unicorn|narwhal|indian rhinoceros", 1),
    ("horn", "bull|cow|goat|ram|devil|ox", 2),
    ("life", "cat", 9),
    ("body segment", "insect|ant", 3),
    ("antenna|feeler", "insect|ant|bee|butterfly", 2),
    ("beak|bill", BIRDS, 1),
    ("stomach|stomach chamber", "cow", 4),
];

const NON_THUMBS: &str = "non thumb|non thumb finger|nonthumb|=fingers that are not thumbs|=fingers that are not the thumb|\
    =fingers that is not a thumb|=fingers which are not thumbs|=fingers which are not the thumb|\
    =fingers other than the thumb|=fingers other than thumbs|=fingers other than the thumbs|\
    =fingers excluding the thumb|=fingers excluding thumbs|=fingers excluding the thumbs|\
    =fingers except the thumb|=fingers except thumbs|=fingers except for the thumb|\
    =fingers besides the thumb|=fingers not counting the thumb|=fingers not counting thumbs|\
    =fingers not counting the thumbs|=fingers not including the thumb|=fingers without the thumb|\
    =fingers without counting the thumb|=fingers ( not counting the thumb )|\
    =fingers ( excluding the thumb )|=fingers ( without the thumb )|=fingers ( not thumbs )|\
    =fingers , not counting the thumb ,|=fingers , excluding the thumb ,|\
    =fingers , not counting thumbs ,|=fingers but not thumbs|=digits that are not thumbs|\
    =digits other than the thumb|=digits other than thumbs|=digits excluding the thumb|\
    =digits excluding thumbs|=things that are not thumbs";

const QUADRUPEDS: &str = "dog|cat|horse|cow|sheep|pig|elephant|lion|tiger|mouse|goat|donkey|zebra|giraffe|rabbit|bear|wolf|fox|\
    deer|camel|cheetah|leopard|hippo|hippopotamus|rhino|rhinoceros|hamster|mule|ox|bull|calf|lamb|puppy|\
    kitten|pony|squirrel|rat|turtle|tortoise|lizard|frog|toad|crocodile|alligator|quadruped|buffalo|\
    moose|llama|alpaca|panda|hedgehog|guinea pig|panther|bunny|hare|beaver|foal|ram|mare|stallion|\
    reindeer|gazelle|antelope|badger|raccoon|skunk|unicorn|salamander|newt|bison|elk|piglet|gecko|\
    polar bear|hound|poodle|jaguar|colt";

const BIRDS: &str = "bird|chicken|hen|duck|goose|eagle|owl|sparrow|robin|parrot|pigeon|swan|turkey|rooster|penguin|crow|\
    hawk|flamingo|seagull|pelican|raven|canary|finch|stork|falcon|peacock|vulture|ostrich|magpie|\
    woodpecker|chick|cockerel|heron|hummingbird|blackbird|dove|toucan";
