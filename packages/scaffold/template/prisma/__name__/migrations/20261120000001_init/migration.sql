-- CreateTable
CREATE TABLE "__id__" (
    "id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "__id___pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "__id___name_key" ON "__id__"("name");
