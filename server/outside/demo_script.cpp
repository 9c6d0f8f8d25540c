#include "outside/demo_script.hpp"

#include <array>

namespace hallway {

namespace {

constexpr std::array<std::string_view, 24> people{"Ada",   "Bram",  "Chiara", "Dario", "Elif",  "Femke", "Goran", "Hanna",
                                                  "Ines",  "Jonas", "Kaja",   "Luis",  "Marta", "Nuno",  "Olga",  "Pavel",
                                                  "Quinn", "Rosa",  "Samir",  "Tove",  "Uma",   "Vera",  "Wim",   "Yusuf"};

// The main hall: what was built.

constexpr std::array queues{
    demo_line{0, "Does the slide with the two curves mean that the median got worse?"},
    demo_line{9, "A little, yes. The tail got ten times better, and that is what people wait for.", 1},
    demo_line{15, "Every queue is either empty or full. I am going to put that on a mug."},
    demo_line{3, "What happens to a job whose worker dies after it has sent the mail?"},
    demo_line{9, "It is sent again. So the mail carries the job's number, and the mail server drops the second.", 1},
    demo_line{
        6, "We learned that one the hard way: 4000 invoices.", 1, "We learned that one the hard way: 4,000 invoices, twice."},
    demo_line{18, "Is the simulator public?"},
    demo_line{9, "Yes, the address is on the last slide.", 1}};

constexpr std::array maps{
    demo_line{10, "The footpath data for my town is better than the town's own. Nice to see why."},
    demo_line{4, "How do you find a bench that is not there any more?"},
    demo_line{13, "Somebody walks by and says so. There is no other way, that is the point of the talk I think.", 1},
    demo_line{21, "The elevation profile for wheelchairs is brilliant."},
    demo_line{7, "Which tiles are those on the slides? They look very calm."},
    demo_line{10, "Drawn from the same data with only five colours. She says the style is open, too.", 1},
    demo_line{16, "Question for the end: what does it cost to serve a country?"}};

constexpr std::array letters{
    demo_line{22, "I had no idea that the dot on the i is younger than the i."},
    demo_line{11, "Does the font have the Turkish dotless i then?"},
    demo_line{8, "It does, and it is a letter of its own. Lower case of I depends on where you are.", 1},
    demo_line{4, "Finally somebody says it out loud.", 1},
    demo_line{17, "Ligatures in code: yes or no? I would like a show of hands :)"},
    demo_line{0, "No.", 1},
    demo_line{12, "Yes, but only the arrow.", 2},
    demo_line{8, "Slides have a link to the comparison of the reading test."}};

constexpr std::array backups{
    demo_line{19, "\"Nobody wants backups, everybody wants restores.\" Noted."},
    demo_line{5, "How often do you really restore one, just to see?"},
    demo_line{14, "Every night, into an empty machine, and then we compare counts.", 1},
    demo_line{23, "Is there a risk in keeping the key beside the backup?"},
    demo_line{14, "A big one. Ours is printed on paper, in two places.", 1},
    demo_line{2, "Paper! In a safe?", 1},
    demo_line{14, "In a cookie tin, but do not tell anybody.", 1},
    demo_line{9, "The graph of restore times deserves a talk of its own."}};

constexpr std::array radio{
    demo_line{1, "That antenna is made of a tape measure?!"},
    demo_line{20, "Yes, it folds up, and the length is printed on it.", 1},
    demo_line{13, "How far did the message get in the end?"},
    demo_line{20, "74 kilometers, over the bay.", 1, "74 kilometres, over the bay, with less power than a bicycle light."},
    demo_line{6, "Is that legal without a licence?"},
    demo_line{20, "In that band and with that power, yes; she will come back to it.", 1}};

constexpr std::array<demo_talk, 5> built{
    demo_talk{
        "A queue is a promise", "Jonas", "Systems",
        "Five systems that lost work, and the one habit that would have saved each of them.", queues},
    demo_talk{
        "Mapping the last footpath", "Kaja, Uma", "Open data", "How neighbours keep a map that the town hall now uses.", maps},
    demo_talk{
        "Letters on a screen", "Ines", "Design", "What a century of printers knew about reading, and what screens forgot.",
        letters},
    demo_talk{"Restore first", "Olga", "Systems", "Backups are the easy half. A practical hour about the other one.", backups},
    demo_talk{"Hello from across the bay", "Uma", "Radio", "Small messages over long distances with very little power.", radio}};

// The library: how people learn and work together.

constexpr std::array teaching{
    demo_line{12, "The trick with the wrong example first is so simple."},
    demo_line{2, "Does it work with grown-ups? They hate being wrong."},
    demo_line{16, "It works if the teacher is wrong with them, she says.", 1},
    demo_line{7, "Where can one get the exercise sheets?"},
    demo_line{12, "On the page of the talk, under a free licence.", 1},
    demo_line{
        11, "My class of 28 would need two rooms for that game.", 0,
        "My class of 28 would need two rooms for that game. Worth it."},
    demo_line{18, "How do you grade it?"},
    demo_line{16, "You do not. That was slide 12 :)", 1}};

constexpr std::array reviews{
    demo_line{5, "\"Ask, do not order\" would have saved me two friendships."},
    demo_line{14, "What about a change of 3000 lines?"},
    demo_line{21, "Send it back, kindly, with a suggestion where to cut it.", 1},
    demo_line{0, "We have a rule: who waits longer than a day may merge. Reviews became quick."},
    demo_line{3, "And nothing broke?", 1},
    demo_line{0, "Less than before. Waiting breaks more.", 1},
    demo_line{17, "Could the speaker share the checklist?"}};

constexpr std::array archive{
    demo_line{8, "Scanning 40 years of a village newspaper with a kitchen table and two lamps. Respect."},
    demo_line{1, "How good is the text recognition with these old types?"},
    demo_line{19, "97 % after the school class had corrected 200 pages.", 1},
    demo_line{10, "The weather reports alone are a treasure."},
    demo_line{23, "Are there rules about people who are named in it and still alive?"},
    demo_line{19, "That was half of the work, he says. There is a form to ask, and a page is hidden the same day.", 1}};

constexpr std::array translation{
    demo_line{4, "The button that says \"Yes\" in every language but means \"No\" in one. Ouch."},
    demo_line{22, "How do translators see where a sentence stands?"},
    demo_line{9, "A picture beside each sentence, made by the tests.", 1},
    demo_line{15, "We do that too now, it cut the questions by half.", 1},
    demo_line{6, "What about plural forms? Polish has three."},
    demo_line{4, "And Arabic six. The library on the slide knows all of them.", 1},
    demo_line{20, "Great talk, thank you!"}};

constexpr std::array<demo_talk, 4> learned{
    demo_talk{"Teach it wrong first", "Marta, Quinn", "Learning", "Mistakes on purpose, and why people remember them.", teaching},
    demo_talk{
        "Reviews that people look forward to", "Vera", "Working together",
        "Small habits for those who read other people's changes.", reviews},
    demo_talk{
        "A village newspaper, forty years of it", "Tove", "Archives", "From a damp cellar to a page that everybody can search.",
        archive},
    demo_talk{
        "Say it in nine languages", "Elif", "Working together", "What a small team learned about translation.", translation}};

// The workshop: hands on.

constexpr std::array soldering{
    demo_line{13, "Which temperature did she say for lead-free?"},
    demo_line{1, "350, and a clean tip.", 1},
    demo_line{18, "My LED blinks!!"},
    demo_line{11, "Mine too, but in the other colour than planned."},
    demo_line{1, "Then it is the right way round at last.", 1},
    demo_line{7, "Are there kits left? I came late."},
    demo_line{13, "Three, at the table by the window.", 1}};

constexpr std::array gardens{
    demo_line{17, "The sensor on my balcony says the tomatoes are fine. The tomatoes disagree."},
    demo_line{2, "Is it in the sun? Ours read 20 degrees too much.", 1},
    demo_line{23, "How long does a battery last?"},
    demo_line{17, "Two summers if it speaks once an hour.", 1},
    demo_line{5, "Step 4 in the handout has a typo: it is pin 7."},
    demo_line{12, "Thank you, that explains a lot here at table 2.", 1}};

constexpr std::array knitting{
    demo_line{21, "So a knitting chart is a bitmap with opinions."},
    demo_line{3, "And a purl stitch is a negative number."},
    demo_line{20, "Row 9: is it knit two together or slip?"},
    demo_line{21, "Together, then one over.", 1, "Together, then yarn over. Sorry!"},
    demo_line{14, "I have made a scarf with an off-by-one error."},
    demo_line{8, "It is called a detail.", 1}};

constexpr std::array bicycles{
    demo_line{6, "Truing a wheel by ear. I would not have believed it."},
    demo_line{16, "It only works in a quiet room, hence the ban on snacks I guess."},
    demo_line{22, "Where do broken spokes go in the end?"},
    demo_line{19, "Into the art project behind the bar, have a look.", 1},
    demo_line{10, "Is there a second round in the afternoon?"},
    demo_line{6, "There is, the list hangs at the door.", 1}};

constexpr std::array<demo_talk, 4> made{
    demo_talk{
        "Solder your first badge", "Bram", "Hands on", "Everything is there: irons, badges, patience. No experience needed.",
        soldering},
    demo_talk{
        "A garden that writes a diary", "Rosa", "Hands on", "Build a sensor for soil and light, and read what it says.", gardens},
    demo_talk{"Knitting for programmers", "Vera, Dario", "Hands on", "Loops, arrays, and a warm scarf.", knitting},
    demo_talk{"Mend a wheel", "Goran", "Hands on", "Bring a wheel that wobbles, take home one that does not.", bicycles}};

constexpr std::array<demo_stage, 3> stages{
    demo_stage{"main-hall", "Main hall", built}, demo_stage{"library", "Library", learned},
    demo_stage{"workshop", "Workshop", made}};

constexpr std::array small_talk{
    demo_line{7, "Good morning! Where does one get a lanyard that does not itch?"},
    demo_line{2, "Desk on the left, the green ones are made of cotton.", 1},
    demo_line{11, "The coffee near the library has no queue at all right now."},
    demo_line{18, "It does now :)", 1},
    demo_line{5, "Has anybody found a grey scarf? I think I left it in the main hall."},
    demo_line{20, "It hangs at the cloakroom, I just saw it.", 1},
    demo_line{5, "You are a star, thank you!", 1},
    demo_line{14, "Which tram goes back to the station tonight?"},
    demo_line{0, "The 4, every 12 minutes until midnight.", 1, "The 4, every 12 minutes until half past midnight."},
    demo_line{23, "There is a power strip free on the first floor, window side."},
    demo_line{9, "Is anybody up for a walk to the harbour at lunch?"},
    demo_line{16, "Yes please!", 1},
    demo_line{21, "Me too. Meet at the big anchor?", 2},
    demo_line{9, "Big anchor, a quarter past twelve.", 1},
    demo_line{3, "The soup is vegan, I asked."},
    demo_line{12, "And the bread?"},
    demo_line{3, "The bread too, only the butter is not.", 1},
    demo_line{19, "First time here, and people just start talking to me. I like it."},
    demo_line{6, "Welcome! The best talks are the ones on the stairs.", 1},
    demo_line{13, "Does the Wi-Fi drop for others near the stairs?"},
    demo_line{8, "It did, it is fine since they moved the antenna.", 1},
    demo_line{22, "Somebody left a laptop charger in the library, white, with a duck on it."},
    demo_line{1, "The duck is mine! On my way.", 1},
    demo_line{10, "Are the evening's lightning talks full already?"},
    demo_line{15, "Two places left. The sheet is at the info desk.", 1},
    demo_line{4, "I am going to talk about my grandmother's radio then."}};

constexpr std::array remarks{
    demo_line{10, "Very clear so far."},
    demo_line{3, "Could somebody write down the address from the last slide?"},
    demo_line{17, "I took a picture, it ends with /slides.", 1},
    demo_line{20, "Same question as before: is there a recording?"},
    demo_line{5, "Yes, later this week.", 1},
    demo_line{12, "The sound in the back is good now, thank you."},
    demo_line{8, "I would love to hear more about the failures."},
    demo_line{0, "So would I, perhaps in the questions.", 1},
    demo_line{15, "That example is going straight into my notes."},
    demo_line{22, "Greetings from those who watch from home!"}};

} // namespace

std::span<const std::string_view> demo_people() { return people; }

std::span<const demo_stage> demo_stages() { return stages; }

std::span<const demo_line> demo_small_talk() { return small_talk; }

std::span<const demo_line> demo_remarks() { return remarks; }

} // namespace hallway
