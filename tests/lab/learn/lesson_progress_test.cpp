#include "lab/learn/lesson_progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/support/temporary_directory.hpp"

namespace hangup::lab {
namespace {

using testing::HasSubstr;

struct the_progress_of_lessons : testing::Test {
  std::string kept() const {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  temporary_directory folder;
  std::filesystem::path file = folder.file("state/hangup/lessons");
};

TEST_F(the_progress_of_lessons, is_there_the_next_time) {
  lesson_progress first(file, false);
  EXPECT_EQ(first.not_kept(), "");
  EXPECT_FALSE(first.is_done("silence"));
  first.add("silence", true);
  first.add("witnesses", false);

  lesson_progress const next(file, false);
  EXPECT_TRUE(next.is_done("silence"));
  EXPECT_TRUE(next.was_predicted("silence"));
  EXPECT_FALSE(next.was_predicted("witnesses"));
  EXPECT_FALSE(next.is_done("the-race"));
  EXPECT_EQ(kept(), "silence right\nwitnesses wrong\n");
  EXPECT_FALSE(std::filesystem::exists(file.string() + ".new"));
}

TEST_F(the_progress_of_lessons, is_forgotten_where_one_begins_anew) {
  lesson_progress(file, false).add("silence", true);
  EXPECT_FALSE(lesson_progress(file, true).is_done("silence"));
  EXPECT_EQ(kept(), "");
}

TEST_F(the_progress_of_lessons, is_not_kept_where_the_file_cannot_be_made_and_says_why) {
  std::ofstream(folder.file("state")) << "a file where a folder would have to be";
  lesson_progress progress(file, false);
  EXPECT_THAT(progress.not_kept(), HasSubstr("cannot write '" + file.string() + "': "));
  progress.add("silence", true);
  EXPECT_TRUE(progress.is_done("silence"));
}

TEST_F(the_progress_of_lessons, is_not_kept_where_there_is_no_place_for_it) {
  EXPECT_THAT(lesson_progress({}, false).not_kept(), HasSubstr("names no folder"));
}

TEST_F(the_progress_of_lessons, that_cannot_be_read_is_left_alone) {
  std::filesystem::create_directories(file.parent_path());
  for (std::string const text : {"silence right\nwitnesses perhaps\n", "silence right\nwitnesses\n",
                                 "silence right\nwitnesses right or wrong\n"}) {
    std::ofstream(file) << text;
    lesson_progress progress(file, false);
    EXPECT_EQ(progress.not_kept(),
              "'" + file.string() +
                  "', line 2: expected the name of a lesson, and right or wrong; --from-start "
                  "begins a new file");
    EXPECT_FALSE(progress.is_done("silence"));
    progress.add("the-race", true);
    EXPECT_EQ(kept(), text);
  }
}

TEST_F(the_progress_of_lessons, is_no_folder) {
  std::filesystem::create_directories(file);
  EXPECT_EQ(lesson_progress(file, false).not_kept(), "cannot read '" + file.string() + "'");
}

}  // namespace
}  // namespace hangup::lab
