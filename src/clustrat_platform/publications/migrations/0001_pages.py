"""Pages: home, standard, news, events, glossary, accessibility, privacy, and who publishes the site."""

import datetime

import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessibilityPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=600, verbose_name="introduction")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("paragraph", 1),
                            ("figure", 5),
                            ("image", 6),
                            ("table", 13),
                            ("claims", 21),
                            ("quote", 23),
                            ("note", 26),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "template": "publications/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                },
                            ),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "As under “Cite or embed”, without language: /region/ITH4/portfolio?v=… The edition (v) has to be in it.",
                                    "label": "Address of the screen",
                                    "max_length": 500,
                                },
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Its name, such as strength; empty for the first.",
                                    "label": "Which figure of the screen",
                                    "max_length": 40,
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Your sentence below it", "max_length": 300, "required": False},
                            ),
                            5: ("wagtail.blocks.StructBlock", [[("address", 2), ("part", 3), ("caption", 4)]], {}),
                            6: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "publications/blocks/image.html"},
                            ),
                            7: ("wagtail.blocks.CharBlock", (), {"label": "What the table shows", "max_length": 200}),
                            8: ("wagtail.blocks.CharBlock", (), {"max_length": 80}),
                            9: ("wagtail.blocks.ListBlock", (8,), {"label": "Heads of columns"}),
                            10: ("wagtail.blocks.CharBlock", (), {"max_length": 600, "required": False}),
                            11: ("wagtail.blocks.ListBlock", (10,), {}),
                            12: ("wagtail.blocks.ListBlock", (11,), {"label": "Rows"}),
                            13: ("wagtail.blocks.StructBlock", [[("caption", 7), ("heads", 9), ("rows", 12)]], {}),
                            14: ("wagtail.blocks.CharBlock", (), {"label": "What it says", "max_length": 400}),
                            15: ("wagtail.blocks.CharBlock", (), {"label": "Source", "max_length": 200}),
                            16: ("wagtail.blocks.URLBlock", (), {"label": "Address of the source", "required": False}),
                            17: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("seen", "the source says it"),
                                        ("own_knowledge", "added by us, to be verified"),
                                        ("conflicting", "sources disagree"),
                                    ],
                                    "label": "How sure",
                                },
                            ),
                            18: ("wagtail.blocks.BooleanBlock", (), {"label": "preferred by us", "required": False}),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Note", "max_length": 400, "required": False},
                            ),
                            20: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("statement", 14),
                                        ("source_title", 15),
                                        ("source_url", 16),
                                        ("certainty", 17),
                                        ("is_preferred", 18),
                                        ("note", 19),
                                    ]
                                ],
                                {},
                            ),
                            21: (
                                "wagtail.blocks.ListBlock",
                                (20,),
                                {
                                    "icon": "list-ul",
                                    "label": "What the sources say",
                                    "template": "publications/blocks/claims.html",
                                },
                            ),
                            22: ("wagtail.blocks.TextBlock", (), {"label": "Words"}),
                            23: ("wagtail.blocks.StructBlock", [[("text", 22), ("source", 15)]], {}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"], "label": "Words"},
                            ),
                            25: ("wagtail.blocks.BooleanBlock", (), {"label": "It warns", "required": False}),
                            26: ("wagtail.blocks.StructBlock", [[("text", 24), ("is_warning", 25)]], {}),
                        },
                        verbose_name="body",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="belongs to the demo")),
                ("folded_text", models.TextField(blank=True, default="", editable=False)),
            ],
            options={
                "verbose_name": "accessibility statement",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="EventIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=600, verbose_name="introduction")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("paragraph", 1),
                            ("figure", 5),
                            ("image", 6),
                            ("table", 13),
                            ("claims", 21),
                            ("quote", 23),
                            ("note", 26),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "template": "publications/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                },
                            ),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "As under “Cite or embed”, without language: /region/ITH4/portfolio?v=… The edition (v) has to be in it.",
                                    "label": "Address of the screen",
                                    "max_length": 500,
                                },
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Its name, such as strength; empty for the first.",
                                    "label": "Which figure of the screen",
                                    "max_length": 40,
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Your sentence below it", "max_length": 300, "required": False},
                            ),
                            5: ("wagtail.blocks.StructBlock", [[("address", 2), ("part", 3), ("caption", 4)]], {}),
                            6: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "publications/blocks/image.html"},
                            ),
                            7: ("wagtail.blocks.CharBlock", (), {"label": "What the table shows", "max_length": 200}),
                            8: ("wagtail.blocks.CharBlock", (), {"max_length": 80}),
                            9: ("wagtail.blocks.ListBlock", (8,), {"label": "Heads of columns"}),
                            10: ("wagtail.blocks.CharBlock", (), {"max_length": 600, "required": False}),
                            11: ("wagtail.blocks.ListBlock", (10,), {}),
                            12: ("wagtail.blocks.ListBlock", (11,), {"label": "Rows"}),
                            13: ("wagtail.blocks.StructBlock", [[("caption", 7), ("heads", 9), ("rows", 12)]], {}),
                            14: ("wagtail.blocks.CharBlock", (), {"label": "What it says", "max_length": 400}),
                            15: ("wagtail.blocks.CharBlock", (), {"label": "Source", "max_length": 200}),
                            16: ("wagtail.blocks.URLBlock", (), {"label": "Address of the source", "required": False}),
                            17: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("seen", "the source says it"),
                                        ("own_knowledge", "added by us, to be verified"),
                                        ("conflicting", "sources disagree"),
                                    ],
                                    "label": "How sure",
                                },
                            ),
                            18: ("wagtail.blocks.BooleanBlock", (), {"label": "preferred by us", "required": False}),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Note", "max_length": 400, "required": False},
                            ),
                            20: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("statement", 14),
                                        ("source_title", 15),
                                        ("source_url", 16),
                                        ("certainty", 17),
                                        ("is_preferred", 18),
                                        ("note", 19),
                                    ]
                                ],
                                {},
                            ),
                            21: (
                                "wagtail.blocks.ListBlock",
                                (20,),
                                {
                                    "icon": "list-ul",
                                    "label": "What the sources say",
                                    "template": "publications/blocks/claims.html",
                                },
                            ),
                            22: ("wagtail.blocks.TextBlock", (), {"label": "Words"}),
                            23: ("wagtail.blocks.StructBlock", [[("text", 22), ("source", 15)]], {}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"], "label": "Words"},
                            ),
                            25: ("wagtail.blocks.BooleanBlock", (), {"label": "It warns", "required": False}),
                            26: ("wagtail.blocks.StructBlock", [[("text", 24), ("is_warning", 25)]], {}),
                        },
                        verbose_name="body",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="belongs to the demo")),
                ("folded_text", models.TextField(blank=True, default="", editable=False)),
            ],
            options={
                "verbose_name": "list of events",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="GlossaryPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=600, verbose_name="introduction")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("paragraph", 1),
                            ("figure", 5),
                            ("image", 6),
                            ("table", 13),
                            ("claims", 21),
                            ("quote", 23),
                            ("note", 26),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "template": "publications/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                },
                            ),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "As under “Cite or embed”, without language: /region/ITH4/portfolio?v=… The edition (v) has to be in it.",
                                    "label": "Address of the screen",
                                    "max_length": 500,
                                },
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Its name, such as strength; empty for the first.",
                                    "label": "Which figure of the screen",
                                    "max_length": 40,
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Your sentence below it", "max_length": 300, "required": False},
                            ),
                            5: ("wagtail.blocks.StructBlock", [[("address", 2), ("part", 3), ("caption", 4)]], {}),
                            6: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "publications/blocks/image.html"},
                            ),
                            7: ("wagtail.blocks.CharBlock", (), {"label": "What the table shows", "max_length": 200}),
                            8: ("wagtail.blocks.CharBlock", (), {"max_length": 80}),
                            9: ("wagtail.blocks.ListBlock", (8,), {"label": "Heads of columns"}),
                            10: ("wagtail.blocks.CharBlock", (), {"max_length": 600, "required": False}),
                            11: ("wagtail.blocks.ListBlock", (10,), {}),
                            12: ("wagtail.blocks.ListBlock", (11,), {"label": "Rows"}),
                            13: ("wagtail.blocks.StructBlock", [[("caption", 7), ("heads", 9), ("rows", 12)]], {}),
                            14: ("wagtail.blocks.CharBlock", (), {"label": "What it says", "max_length": 400}),
                            15: ("wagtail.blocks.CharBlock", (), {"label": "Source", "max_length": 200}),
                            16: ("wagtail.blocks.URLBlock", (), {"label": "Address of the source", "required": False}),
                            17: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("seen", "the source says it"),
                                        ("own_knowledge", "added by us, to be verified"),
                                        ("conflicting", "sources disagree"),
                                    ],
                                    "label": "How sure",
                                },
                            ),
                            18: ("wagtail.blocks.BooleanBlock", (), {"label": "preferred by us", "required": False}),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Note", "max_length": 400, "required": False},
                            ),
                            20: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("statement", 14),
                                        ("source_title", 15),
                                        ("source_url", 16),
                                        ("certainty", 17),
                                        ("is_preferred", 18),
                                        ("note", 19),
                                    ]
                                ],
                                {},
                            ),
                            21: (
                                "wagtail.blocks.ListBlock",
                                (20,),
                                {
                                    "icon": "list-ul",
                                    "label": "What the sources say",
                                    "template": "publications/blocks/claims.html",
                                },
                            ),
                            22: ("wagtail.blocks.TextBlock", (), {"label": "Words"}),
                            23: ("wagtail.blocks.StructBlock", [[("text", 22), ("source", 15)]], {}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"], "label": "Words"},
                            ),
                            25: ("wagtail.blocks.BooleanBlock", (), {"label": "It warns", "required": False}),
                            26: ("wagtail.blocks.StructBlock", [[("text", 24), ("is_warning", 25)]], {}),
                        },
                        verbose_name="body",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="belongs to the demo")),
                ("folded_text", models.TextField(blank=True, default="", editable=False)),
            ],
            options={
                "verbose_name": "glossary",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="HomePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=600, verbose_name="introduction")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("paragraph", 1),
                            ("figure", 5),
                            ("image", 6),
                            ("table", 13),
                            ("claims", 21),
                            ("quote", 23),
                            ("note", 26),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "template": "publications/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                },
                            ),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "As under “Cite or embed”, without language: /region/ITH4/portfolio?v=… The edition (v) has to be in it.",
                                    "label": "Address of the screen",
                                    "max_length": 500,
                                },
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Its name, such as strength; empty for the first.",
                                    "label": "Which figure of the screen",
                                    "max_length": 40,
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Your sentence below it", "max_length": 300, "required": False},
                            ),
                            5: ("wagtail.blocks.StructBlock", [[("address", 2), ("part", 3), ("caption", 4)]], {}),
                            6: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "publications/blocks/image.html"},
                            ),
                            7: ("wagtail.blocks.CharBlock", (), {"label": "What the table shows", "max_length": 200}),
                            8: ("wagtail.blocks.CharBlock", (), {"max_length": 80}),
                            9: ("wagtail.blocks.ListBlock", (8,), {"label": "Heads of columns"}),
                            10: ("wagtail.blocks.CharBlock", (), {"max_length": 600, "required": False}),
                            11: ("wagtail.blocks.ListBlock", (10,), {}),
                            12: ("wagtail.blocks.ListBlock", (11,), {"label": "Rows"}),
                            13: ("wagtail.blocks.StructBlock", [[("caption", 7), ("heads", 9), ("rows", 12)]], {}),
                            14: ("wagtail.blocks.CharBlock", (), {"label": "What it says", "max_length": 400}),
                            15: ("wagtail.blocks.CharBlock", (), {"label": "Source", "max_length": 200}),
                            16: ("wagtail.blocks.URLBlock", (), {"label": "Address of the source", "required": False}),
                            17: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("seen", "the source says it"),
                                        ("own_knowledge", "added by us, to be verified"),
                                        ("conflicting", "sources disagree"),
                                    ],
                                    "label": "How sure",
                                },
                            ),
                            18: ("wagtail.blocks.BooleanBlock", (), {"label": "preferred by us", "required": False}),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Note", "max_length": 400, "required": False},
                            ),
                            20: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("statement", 14),
                                        ("source_title", 15),
                                        ("source_url", 16),
                                        ("certainty", 17),
                                        ("is_preferred", 18),
                                        ("note", 19),
                                    ]
                                ],
                                {},
                            ),
                            21: (
                                "wagtail.blocks.ListBlock",
                                (20,),
                                {
                                    "icon": "list-ul",
                                    "label": "What the sources say",
                                    "template": "publications/blocks/claims.html",
                                },
                            ),
                            22: ("wagtail.blocks.TextBlock", (), {"label": "Words"}),
                            23: ("wagtail.blocks.StructBlock", [[("text", 22), ("source", 15)]], {}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"], "label": "Words"},
                            ),
                            25: ("wagtail.blocks.BooleanBlock", (), {"label": "It warns", "required": False}),
                            26: ("wagtail.blocks.StructBlock", [[("text", 24), ("is_warning", 25)]], {}),
                        },
                        verbose_name="body",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="belongs to the demo")),
                ("folded_text", models.TextField(blank=True, default="", editable=False)),
            ],
            options={
                "verbose_name": "home page",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="NewsIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=600, verbose_name="introduction")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("paragraph", 1),
                            ("figure", 5),
                            ("image", 6),
                            ("table", 13),
                            ("claims", 21),
                            ("quote", 23),
                            ("note", 26),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "template": "publications/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                },
                            ),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "As under “Cite or embed”, without language: /region/ITH4/portfolio?v=… The edition (v) has to be in it.",
                                    "label": "Address of the screen",
                                    "max_length": 500,
                                },
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Its name, such as strength; empty for the first.",
                                    "label": "Which figure of the screen",
                                    "max_length": 40,
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Your sentence below it", "max_length": 300, "required": False},
                            ),
                            5: ("wagtail.blocks.StructBlock", [[("address", 2), ("part", 3), ("caption", 4)]], {}),
                            6: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "publications/blocks/image.html"},
                            ),
                            7: ("wagtail.blocks.CharBlock", (), {"label": "What the table shows", "max_length": 200}),
                            8: ("wagtail.blocks.CharBlock", (), {"max_length": 80}),
                            9: ("wagtail.blocks.ListBlock", (8,), {"label": "Heads of columns"}),
                            10: ("wagtail.blocks.CharBlock", (), {"max_length": 600, "required": False}),
                            11: ("wagtail.blocks.ListBlock", (10,), {}),
                            12: ("wagtail.blocks.ListBlock", (11,), {"label": "Rows"}),
                            13: ("wagtail.blocks.StructBlock", [[("caption", 7), ("heads", 9), ("rows", 12)]], {}),
                            14: ("wagtail.blocks.CharBlock", (), {"label": "What it says", "max_length": 400}),
                            15: ("wagtail.blocks.CharBlock", (), {"label": "Source", "max_length": 200}),
                            16: ("wagtail.blocks.URLBlock", (), {"label": "Address of the source", "required": False}),
                            17: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("seen", "the source says it"),
                                        ("own_knowledge", "added by us, to be verified"),
                                        ("conflicting", "sources disagree"),
                                    ],
                                    "label": "How sure",
                                },
                            ),
                            18: ("wagtail.blocks.BooleanBlock", (), {"label": "preferred by us", "required": False}),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Note", "max_length": 400, "required": False},
                            ),
                            20: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("statement", 14),
                                        ("source_title", 15),
                                        ("source_url", 16),
                                        ("certainty", 17),
                                        ("is_preferred", 18),
                                        ("note", 19),
                                    ]
                                ],
                                {},
                            ),
                            21: (
                                "wagtail.blocks.ListBlock",
                                (20,),
                                {
                                    "icon": "list-ul",
                                    "label": "What the sources say",
                                    "template": "publications/blocks/claims.html",
                                },
                            ),
                            22: ("wagtail.blocks.TextBlock", (), {"label": "Words"}),
                            23: ("wagtail.blocks.StructBlock", [[("text", 22), ("source", 15)]], {}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"], "label": "Words"},
                            ),
                            25: ("wagtail.blocks.BooleanBlock", (), {"label": "It warns", "required": False}),
                            26: ("wagtail.blocks.StructBlock", [[("text", 24), ("is_warning", 25)]], {}),
                        },
                        verbose_name="body",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="belongs to the demo")),
                ("folded_text", models.TextField(blank=True, default="", editable=False)),
            ],
            options={
                "verbose_name": "list of news",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="NewsPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=600, verbose_name="introduction")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("paragraph", 1),
                            ("figure", 5),
                            ("image", 6),
                            ("table", 13),
                            ("claims", 21),
                            ("quote", 23),
                            ("note", 26),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "template": "publications/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                },
                            ),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "As under “Cite or embed”, without language: /region/ITH4/portfolio?v=… The edition (v) has to be in it.",
                                    "label": "Address of the screen",
                                    "max_length": 500,
                                },
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Its name, such as strength; empty for the first.",
                                    "label": "Which figure of the screen",
                                    "max_length": 40,
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Your sentence below it", "max_length": 300, "required": False},
                            ),
                            5: ("wagtail.blocks.StructBlock", [[("address", 2), ("part", 3), ("caption", 4)]], {}),
                            6: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "publications/blocks/image.html"},
                            ),
                            7: ("wagtail.blocks.CharBlock", (), {"label": "What the table shows", "max_length": 200}),
                            8: ("wagtail.blocks.CharBlock", (), {"max_length": 80}),
                            9: ("wagtail.blocks.ListBlock", (8,), {"label": "Heads of columns"}),
                            10: ("wagtail.blocks.CharBlock", (), {"max_length": 600, "required": False}),
                            11: ("wagtail.blocks.ListBlock", (10,), {}),
                            12: ("wagtail.blocks.ListBlock", (11,), {"label": "Rows"}),
                            13: ("wagtail.blocks.StructBlock", [[("caption", 7), ("heads", 9), ("rows", 12)]], {}),
                            14: ("wagtail.blocks.CharBlock", (), {"label": "What it says", "max_length": 400}),
                            15: ("wagtail.blocks.CharBlock", (), {"label": "Source", "max_length": 200}),
                            16: ("wagtail.blocks.URLBlock", (), {"label": "Address of the source", "required": False}),
                            17: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("seen", "the source says it"),
                                        ("own_knowledge", "added by us, to be verified"),
                                        ("conflicting", "sources disagree"),
                                    ],
                                    "label": "How sure",
                                },
                            ),
                            18: ("wagtail.blocks.BooleanBlock", (), {"label": "preferred by us", "required": False}),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Note", "max_length": 400, "required": False},
                            ),
                            20: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("statement", 14),
                                        ("source_title", 15),
                                        ("source_url", 16),
                                        ("certainty", 17),
                                        ("is_preferred", 18),
                                        ("note", 19),
                                    ]
                                ],
                                {},
                            ),
                            21: (
                                "wagtail.blocks.ListBlock",
                                (20,),
                                {
                                    "icon": "list-ul",
                                    "label": "What the sources say",
                                    "template": "publications/blocks/claims.html",
                                },
                            ),
                            22: ("wagtail.blocks.TextBlock", (), {"label": "Words"}),
                            23: ("wagtail.blocks.StructBlock", [[("text", 22), ("source", 15)]], {}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"], "label": "Words"},
                            ),
                            25: ("wagtail.blocks.BooleanBlock", (), {"label": "It warns", "required": False}),
                            26: ("wagtail.blocks.StructBlock", [[("text", 24), ("is_warning", 25)]], {}),
                        },
                        verbose_name="body",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="belongs to the demo")),
                ("folded_text", models.TextField(blank=True, default="", editable=False)),
                ("published_on", models.DateField(default=datetime.date.today, verbose_name="date")),
            ],
            options={
                "verbose_name": "news",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="PrivacyPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=600, verbose_name="introduction")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("paragraph", 1),
                            ("figure", 5),
                            ("image", 6),
                            ("table", 13),
                            ("claims", 21),
                            ("quote", 23),
                            ("note", 26),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "template": "publications/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                },
                            ),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "As under “Cite or embed”, without language: /region/ITH4/portfolio?v=… The edition (v) has to be in it.",
                                    "label": "Address of the screen",
                                    "max_length": 500,
                                },
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Its name, such as strength; empty for the first.",
                                    "label": "Which figure of the screen",
                                    "max_length": 40,
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Your sentence below it", "max_length": 300, "required": False},
                            ),
                            5: ("wagtail.blocks.StructBlock", [[("address", 2), ("part", 3), ("caption", 4)]], {}),
                            6: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "publications/blocks/image.html"},
                            ),
                            7: ("wagtail.blocks.CharBlock", (), {"label": "What the table shows", "max_length": 200}),
                            8: ("wagtail.blocks.CharBlock", (), {"max_length": 80}),
                            9: ("wagtail.blocks.ListBlock", (8,), {"label": "Heads of columns"}),
                            10: ("wagtail.blocks.CharBlock", (), {"max_length": 600, "required": False}),
                            11: ("wagtail.blocks.ListBlock", (10,), {}),
                            12: ("wagtail.blocks.ListBlock", (11,), {"label": "Rows"}),
                            13: ("wagtail.blocks.StructBlock", [[("caption", 7), ("heads", 9), ("rows", 12)]], {}),
                            14: ("wagtail.blocks.CharBlock", (), {"label": "What it says", "max_length": 400}),
                            15: ("wagtail.blocks.CharBlock", (), {"label": "Source", "max_length": 200}),
                            16: ("wagtail.blocks.URLBlock", (), {"label": "Address of the source", "required": False}),
                            17: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("seen", "the source says it"),
                                        ("own_knowledge", "added by us, to be verified"),
                                        ("conflicting", "sources disagree"),
                                    ],
                                    "label": "How sure",
                                },
                            ),
                            18: ("wagtail.blocks.BooleanBlock", (), {"label": "preferred by us", "required": False}),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Note", "max_length": 400, "required": False},
                            ),
                            20: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("statement", 14),
                                        ("source_title", 15),
                                        ("source_url", 16),
                                        ("certainty", 17),
                                        ("is_preferred", 18),
                                        ("note", 19),
                                    ]
                                ],
                                {},
                            ),
                            21: (
                                "wagtail.blocks.ListBlock",
                                (20,),
                                {
                                    "icon": "list-ul",
                                    "label": "What the sources say",
                                    "template": "publications/blocks/claims.html",
                                },
                            ),
                            22: ("wagtail.blocks.TextBlock", (), {"label": "Words"}),
                            23: ("wagtail.blocks.StructBlock", [[("text", 22), ("source", 15)]], {}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"], "label": "Words"},
                            ),
                            25: ("wagtail.blocks.BooleanBlock", (), {"label": "It warns", "required": False}),
                            26: ("wagtail.blocks.StructBlock", [[("text", 24), ("is_warning", 25)]], {}),
                        },
                        verbose_name="body",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="belongs to the demo")),
                ("folded_text", models.TextField(blank=True, default="", editable=False)),
            ],
            options={
                "verbose_name": "privacy",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Publisher",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name of the body")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                ("mailbox", models.EmailField(blank=True, max_length=254, verbose_name="role mailbox")),
                (
                    "accessibility_mailbox",
                    models.EmailField(blank=True, max_length=254, verbose_name="role mailbox for accessibility"),
                ),
                (
                    "enforcement_body",
                    models.CharField(blank=True, max_length=200, verbose_name="enforcement body for accessibility"),
                ),
                ("enforcement_url", models.URLField(blank=True, verbose_name="address of the enforcement body")),
                (
                    "data_protection_mailbox",
                    models.EmailField(blank=True, max_length=254, verbose_name="role mailbox for data protection"),
                ),
                (
                    "supervisory_authority",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="supervisory authority for data protection"
                    ),
                ),
            ],
            options={
                "verbose_name": "publisher",
            },
        ),
        migrations.CreateModel(
            name="StandardPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=600, verbose_name="introduction")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("paragraph", 1),
                            ("figure", 5),
                            ("image", 6),
                            ("table", 13),
                            ("claims", 21),
                            ("quote", 23),
                            ("note", 26),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "template": "publications/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                },
                            ),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "As under “Cite or embed”, without language: /region/ITH4/portfolio?v=… The edition (v) has to be in it.",
                                    "label": "Address of the screen",
                                    "max_length": 500,
                                },
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Its name, such as strength; empty for the first.",
                                    "label": "Which figure of the screen",
                                    "max_length": 40,
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Your sentence below it", "max_length": 300, "required": False},
                            ),
                            5: ("wagtail.blocks.StructBlock", [[("address", 2), ("part", 3), ("caption", 4)]], {}),
                            6: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "publications/blocks/image.html"},
                            ),
                            7: ("wagtail.blocks.CharBlock", (), {"label": "What the table shows", "max_length": 200}),
                            8: ("wagtail.blocks.CharBlock", (), {"max_length": 80}),
                            9: ("wagtail.blocks.ListBlock", (8,), {"label": "Heads of columns"}),
                            10: ("wagtail.blocks.CharBlock", (), {"max_length": 600, "required": False}),
                            11: ("wagtail.blocks.ListBlock", (10,), {}),
                            12: ("wagtail.blocks.ListBlock", (11,), {"label": "Rows"}),
                            13: ("wagtail.blocks.StructBlock", [[("caption", 7), ("heads", 9), ("rows", 12)]], {}),
                            14: ("wagtail.blocks.CharBlock", (), {"label": "What it says", "max_length": 400}),
                            15: ("wagtail.blocks.CharBlock", (), {"label": "Source", "max_length": 200}),
                            16: ("wagtail.blocks.URLBlock", (), {"label": "Address of the source", "required": False}),
                            17: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("seen", "the source says it"),
                                        ("own_knowledge", "added by us, to be verified"),
                                        ("conflicting", "sources disagree"),
                                    ],
                                    "label": "How sure",
                                },
                            ),
                            18: ("wagtail.blocks.BooleanBlock", (), {"label": "preferred by us", "required": False}),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Note", "max_length": 400, "required": False},
                            ),
                            20: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("statement", 14),
                                        ("source_title", 15),
                                        ("source_url", 16),
                                        ("certainty", 17),
                                        ("is_preferred", 18),
                                        ("note", 19),
                                    ]
                                ],
                                {},
                            ),
                            21: (
                                "wagtail.blocks.ListBlock",
                                (20,),
                                {
                                    "icon": "list-ul",
                                    "label": "What the sources say",
                                    "template": "publications/blocks/claims.html",
                                },
                            ),
                            22: ("wagtail.blocks.TextBlock", (), {"label": "Words"}),
                            23: ("wagtail.blocks.StructBlock", [[("text", 22), ("source", 15)]], {}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"], "label": "Words"},
                            ),
                            25: ("wagtail.blocks.BooleanBlock", (), {"label": "It warns", "required": False}),
                            26: ("wagtail.blocks.StructBlock", [[("text", 24), ("is_warning", 25)]], {}),
                        },
                        verbose_name="body",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="belongs to the demo")),
                ("folded_text", models.TextField(blank=True, default="", editable=False)),
            ],
            options={
                "verbose_name": "standard page",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="EventPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=600, verbose_name="introduction")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("paragraph", 1),
                            ("figure", 5),
                            ("image", 6),
                            ("table", 13),
                            ("claims", 21),
                            ("quote", 23),
                            ("note", 26),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "template": "publications/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                },
                            ),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "As under “Cite or embed”, without language: /region/ITH4/portfolio?v=… The edition (v) has to be in it.",
                                    "label": "Address of the screen",
                                    "max_length": 500,
                                },
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Its name, such as strength; empty for the first.",
                                    "label": "Which figure of the screen",
                                    "max_length": 40,
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Your sentence below it", "max_length": 300, "required": False},
                            ),
                            5: ("wagtail.blocks.StructBlock", [[("address", 2), ("part", 3), ("caption", 4)]], {}),
                            6: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "publications/blocks/image.html"},
                            ),
                            7: ("wagtail.blocks.CharBlock", (), {"label": "What the table shows", "max_length": 200}),
                            8: ("wagtail.blocks.CharBlock", (), {"max_length": 80}),
                            9: ("wagtail.blocks.ListBlock", (8,), {"label": "Heads of columns"}),
                            10: ("wagtail.blocks.CharBlock", (), {"max_length": 600, "required": False}),
                            11: ("wagtail.blocks.ListBlock", (10,), {}),
                            12: ("wagtail.blocks.ListBlock", (11,), {"label": "Rows"}),
                            13: ("wagtail.blocks.StructBlock", [[("caption", 7), ("heads", 9), ("rows", 12)]], {}),
                            14: ("wagtail.blocks.CharBlock", (), {"label": "What it says", "max_length": 400}),
                            15: ("wagtail.blocks.CharBlock", (), {"label": "Source", "max_length": 200}),
                            16: ("wagtail.blocks.URLBlock", (), {"label": "Address of the source", "required": False}),
                            17: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("seen", "the source says it"),
                                        ("own_knowledge", "added by us, to be verified"),
                                        ("conflicting", "sources disagree"),
                                    ],
                                    "label": "How sure",
                                },
                            ),
                            18: ("wagtail.blocks.BooleanBlock", (), {"label": "preferred by us", "required": False}),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Note", "max_length": 400, "required": False},
                            ),
                            20: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("statement", 14),
                                        ("source_title", 15),
                                        ("source_url", 16),
                                        ("certainty", 17),
                                        ("is_preferred", 18),
                                        ("note", 19),
                                    ]
                                ],
                                {},
                            ),
                            21: (
                                "wagtail.blocks.ListBlock",
                                (20,),
                                {
                                    "icon": "list-ul",
                                    "label": "What the sources say",
                                    "template": "publications/blocks/claims.html",
                                },
                            ),
                            22: ("wagtail.blocks.TextBlock", (), {"label": "Words"}),
                            23: ("wagtail.blocks.StructBlock", [[("text", 22), ("source", 15)]], {}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"], "label": "Words"},
                            ),
                            25: ("wagtail.blocks.BooleanBlock", (), {"label": "It warns", "required": False}),
                            26: ("wagtail.blocks.StructBlock", [[("text", 24), ("is_warning", 25)]], {}),
                        },
                        verbose_name="body",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="belongs to the demo")),
                ("folded_text", models.TextField(blank=True, default="", editable=False)),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "to the day"), ("month", "to the month"), ("unknown", "not known")],
                        default="day",
                        max_length=7,
                        verbose_name="how exactly the date is known",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("kind", models.CharField(blank=True, max_length=60, verbose_name="kind of event")),
            ],
            options={
                "verbose_name": "event",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("precision", "unknown"), ("starts_on", None)),
                            models.Q(models.Q(("precision", "unknown"), _negated=True), ("starts_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="event_date_unless_unknown",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("starts_on__lte", models.F("ends_on")), _connector="OR"),
                        name="event_starts_before_it_ends",
                    ),
                ],
            },
            bases=("wagtailcore.page",),
        ),
    ]
