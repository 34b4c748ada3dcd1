#include "cli/scan/scan_notes.h"

#include "cli/say.h"
#include "report/formats/progress_ndjson.h"

namespace sounder {

void say_notes(ProgressForm form, std::string_view lines) {
  if (form == ProgressForm::kJson)
    say_json(notes_ndjson(lines));
  else
    say(lines);
}

}  // namespace sounder
